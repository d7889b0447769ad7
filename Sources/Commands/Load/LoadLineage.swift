import Ingestion
import Operations
import Vocabulary

/// `socle load lineage`: a load as events of OpenLineage.
struct LoadLineage: LeafCommand {
    let tenant: TenantIdentifier
    let load: LoadReference

    static let command = Command(
        "lineage", "Print what a load read and wrote as events of OpenLineage 2-0-2, one a line.",
        Argument("TENANT", TenantIdentifier.self, "The tenant.", completion: .tenants),
        Argument("LOAD", LoadReference.self, "The load, or a table for the last one that brought rows."),
        discussion: """
            An event of its beginning, and one of its end: COMPLETE, FAIL, or ABORT of a load that was killed. They \
            are JSON Lines whatever '--output' says. A load that failed is told by its own identity, which \
            'socle load history' has.
            """,
        examples: [
            Example("socle load lineage rennes rennes_logement.ventes", "Tell a catalog of the last load of a table.")
        ],
        make: Self.init(tenant:load:))

    func run(in context: Context) throws -> Ending {
        let lineage = try context.installation().lineage(of: load, of: tenant)
        try context.emit(lineage.events.map { $0.visibleLine + "\n" }.joined())
        return .success
    }
}
