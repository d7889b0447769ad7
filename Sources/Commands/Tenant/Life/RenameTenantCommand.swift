import Operations
import Vocabulary

/// `socle tenant rename`: gives a tenant another short name.
struct RenameTenantCommand: LeafCommand {
    let old: TenantIdentifier
    let new: TenantIdentifier

    static let command = Command(
        "rename", "Give a tenant another short name; its UUID and its passwords stay.",
        Argument("OLD", TenantIdentifier.self, "The tenant.", completion: .tenants),
        Argument("NEW", TenantIdentifier.self, "The name that it gets."),
        discussion: """
            Schemas, roles, the tenant's own database, its file and all that the platform keeps by name get the new \
            one. The logins are closed meanwhile, for seconds; whoever connects afterwards uses the new login with \
            the password of before. Views go on working, shares that others read too. A name that anybody holds is \
            refused before anything is done.
            """,
        examples: [Example("socle tenant rename rennes rennes_metropole", "Follow a merger.")],
        make: Self.init(old:new:))

    func run(in context: Context) throws -> Ending {
        try context.installation().rename(old, to: new, watch: context.tell)
        context.note("tenant '\(old)' is tenant '\(new)'; documents of the mesh that name it are yours to change")
        return .success
    }
}
