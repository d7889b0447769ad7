import Operations
import Tenancy
import Vocabulary

/// `socle tenant list`: the tenants that are declared or made.
struct ListTenants: LeafCommand {
    static let command = Command(
        "list", "List the tenants that are declared or made.", make: Self.init)

    private struct Line: Sendable {
        let identifier: TenantIdentifier
        let isDeclared: Bool
        let registered: RegisteredTenant?
    }

    func run(in context: Context) throws -> Ending {
        let installation = try context.installation()
        var misnamed = FailureList(limit: FailureList.limitOfMany)
        let declared = Set(installation.tenantFolder.tenants(misnamed: &misnamed))
        let registered = try RegisteredTenant.all(in: installation.connectMigratedBase())
        let known = Dictionary(registered.map { ($0.identifier, $0) }) { first, _ in first }
        let lines = declared.union(known.keys).sorted().map {
            Line(identifier: $0, isDeclared: declared.contains($0), registered: known[$0])
        }
        try context.present(
            Listing(
                lines, empty: "No tenant is declared.",
                [
                    Column("tenant") { .text($0.identifier.text) },
                    Column("name") { .text($0.registered?.name) },
                    Column("tier") { .text($0.registered?.tier.rawValue) },
                    Column("placement") { .text($0.registered?.placement.rawValue) },
                    Column("server") { .text($0.registered?.place.server.text) },
                    Column("database") { .text($0.registered?.database.text) },
                    Column("state") { .text($0.registered?.state.rawValue ?? "not made") },
                    Column("frozen", title: "FROZEN SINCE") { .time($0.registered?.frozenAt) },
                    Column("declared") { .bool($0.isDeclared) },
                ]))
        try misnamed.throwIfAny()
        return .success
    }
}
