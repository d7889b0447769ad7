import Formats
import Ingestion
import Operations
import Tenancy
import Vocabulary

/// `socle source check`: reads declared sources and their plans, and says what is wrong with them.
struct CheckSources: LeafCommand {
    let tenant: TenantIdentifier
    let names: [String]

    static let command = Command(
        "check", "Read declared sources and their plans, and say what is wrong with them.",
        Argument("TENANT", TenantIdentifier.self, "The tenant.", completion: .tenants),
        Argument(
            zeroOrMore: "NAME", String.self, "The sources; all of the tenant when none is given.",
            completion: .sources(orFiles: false)),
        discussion: """
            No server is needed. A declaration is held against its plan and against the themes of the tenant. What \
            the files of tonight are like is shown by 'socle load run TENANT NAME --dry-run'.
            """,
        make: Self.init(tenant:names:))

    func run(in context: Context) throws -> Ending {
        let checked = try context.installation().checkSources(names, of: tenant)
        try context.present(
            Listing(
                checked, empty: "No source is declared.",
                [
                    Column("name") { .text($0.source.name.text) },
                    Column("table") { .text("\($0.source.schema(of: tenant)).\($0.source.table)") },
                    Column("columns") { .number($0.plan?.tables[0].columns.count) },
                    Column("schedule") { .text($0.source.schedule?.text) },
                    Column("files_now", title: "FILES NOW") { .number($0.fileCount) },
                    Column("from") { .text("\($0.source.place)") },
                ]))
        return .success
    }
}
