import Operations
import Tenancy
import Vocabulary

/// `socle tenant validate`: reads declarations and says what is wrong with them.
struct ValidateTenants: LeafCommand {
    let selection: TenantSelection

    static let command = Command(
        "validate", "Read tenant files and say what is wrong, with file, line and column.",
        TenantSelection.Choice(allByDefault: true),
        discussion: """
            No server is needed. Without a name every declared tenant is read, and names that two of them would be \
            given are found.
            """,
        make: Self.init(selection:))

    func run(in context: Context) throws -> Ending {
        let installation = try context.installation()
        var failures = FailureList(limit: FailureList.limitOfMany)
        let configurations = try selection.configurations(in: installation, failures: &failures)
        try failures.throwIfAny()
        context.note(configurations)
        let folder = installation.tenantFolder
        let neighbours = selection.isAll ? [] : folder.readable(except: Set(configurations.map(\.identifier)))
        try folder.requireDistinctNames(configurations, beside: neighbours)
        try context.present(
            Listing(
                configurations,
                [
                    Column("tenant") { .text($0.identifier.text) },
                    Column("tier") { .text($0.tier.rawValue) },
                    Column("placement") { .text($0.placement.rawValue) },
                    Column("themes") { .list($0.themes.map(\.text)) },
                    Column("channels") { .list($0.channels.map(\.rawValue)) },
                ]))
        return .success
    }
}
