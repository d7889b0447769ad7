import Ingestion
import Operations
import Tenancy
import Vocabulary

/// `socle source list`: the sources that tenants declare.
struct ListSources: LeafCommand {
    let tenant: TenantIdentifier?

    static let command = Command(
        "list", "List the sources that tenants declare.",
        Argument(
            optional: "TENANT", TenantIdentifier.self, "The tenant; every one when not given.", completion: .tenants),
        discussion: "They lie in tenants/ENVIRONMENT/TENANT/sources/. No server is needed.",
        make: Self.init(tenant:))

    func run(in context: Context) throws -> Ending {
        let lines = try context.installation().declaredSources(of: tenant)
        try context.present(
            Listing(
                lines, empty: "No source is declared.",
                [
                    Column("tenant") { .text($0.folder.tenant.text) },
                    Column("name") { .text($0.source.name.text) },
                    Column("table") { .text("\($0.source.schema(of: $0.folder.tenant)).\($0.source.table)") },
                    Column("mode") { .text(($0.source.rules.mode ?? .replace).rawValue) },
                    Column("schedule") { .text($0.source.schedule?.text) },
                    Column("plan") { .bool($0.hasPlan) },
                    Column("from") { .text("\($0.source.place)") },
                ]))
        return .success
    }
}
