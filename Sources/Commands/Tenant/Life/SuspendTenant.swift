import Operations
import Vocabulary

/// `socle tenant suspend`: closes a tenant's logins.
struct SuspendTenantCommand: LeafCommand {
    let tenant: TenantIdentifier
    let reason: String

    static let command = Command(
        "suspend", "Close a tenant's logins and end its sessions.",
        Argument("TENANT", TenantIdentifier.self, "The tenant.", completion: .tenants),
        Option(required: "--reason", String.self, "Why, in a sentence that the audit keeps.", placeholder: "TEXT"),
        discussion: """
            Nobody logs in for the tenant any more, by no channel either, and loads refuse with a clear word. Its data \
            stays, and so do its passwords and what others read of it by a subscription, which is theirs until it is \
            revoked. 'apply' opens nothing; 'resume' does.
            """,
        examples: [
            Example("socle tenant suspend rennes --reason 'Facture 2026-04 impayée.'", "Close a tenant for a time.")
        ],
        make: Self.init(tenant:reason:))

    func run(in context: Context) throws -> Ending {
        let shares = try context.installation().suspend(tenant, reason: reason, watch: context.tell)
        context.note("tenant '\(tenant)' is suspended")
        for share in shares { context.note("\(share), as before") }
        return .success
    }
}

/// `socle tenant resume`: opens a suspended tenant again, or brings an archived one back.
struct ResumeTenantCommand: LeafCommand {
    let tenant: TenantIdentifier
    let reason: String
    let archive: DirectoryPath?

    static let command = Command(
        "resume", "Open a suspended tenant again, or bring an archived one back.",
        Argument("TENANT", TenantIdentifier.self, "The tenant.", completion: .tenants),
        Option(required: "--reason", String.self, "Why, in a sentence that the audit keeps.", placeholder: "TEXT"),
        Option(
            "--from", DirectoryPath.self, "Where the archive of an archived tenant lies now, if it was moved.",
            placeholder: "FOLDER"),
        discussion: """
            Passwords and everything else are as they were. An archived tenant is restored from its archive, every count \
            and checksum is compared, and it lies where it lay, as its file said when it was last applied; until its \
            logins are open 'socle operation undo' takes all of it back. The archive stays until somebody removes it.
            """,
        make: Self.init(tenant:reason:archive:))

    func run(in context: Context) throws -> Ending {
        let isRestored = try context.installation().resume(
            tenant, reason: reason, from: archive?.absoluteText, watch: context.tell)
        context.note(
            "tenant '\(tenant)' is open\(isRestored ? ", and every count and checksum is that of its archive" : "")")
        return .success
    }
}
