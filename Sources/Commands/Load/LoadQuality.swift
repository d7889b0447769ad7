import FoundationEssentials
import Ingestion
import Operations
import Vocabulary

/// `socle load quality`: how good the rows of a load are, and where the others are.
struct LoadQuality: LeafCommand {
    let tenant: TenantIdentifier
    let load: LoadReference

    static let command = Command(
        "quality", "Show how good the rows of a load are, and which rows lost points.",
        Argument("TENANT", TenantIdentifier.self, "The tenant.", completion: .tenants),
        Argument("LOAD", LoadReference.self, "The load, or a table for the last one that brought rows."),
        discussion: """
            Completeness and validity are measured of every load; uniqueness, freshness and reference where something \
            is promised of them. Each finding names the statement or the command that shows its rows.
            """,
        make: Self.init(tenant:load:))

    func run(in context: Context) throws -> Ending {
        let load = try context.installation().loadedLoad(load, of: tenant)
        let score = load.quality ?? QualityScore()
        let place = QualityPlace.Load(
            tenant: "\(tenant)", loadID: load.loadID.uuidString.lowercased(), schema: load.schema, table: load.table)
        for sentence in score.unmeasured { context.note("not measured: \(sentence)", style: .caution) }
        try context.present(
            [
                "quality": Card(
                    [
                        ("table", .text("\(load.schema).\(load.table)")),
                        ("load", .text(place.loadID)),
                        ("total", Self.points(score.total)),
                    ] + QualityDimension.allCases.map { ($0.rawValue, Self.points(score.points[$0])) }),
                "findings": Listing(
                    score.findings, empty: "No point was lost.",
                    [
                        Column("dimension") { .text($0.dimension.rawValue) },
                        Column("lost") { Self.points($0.points) },
                        Column("count") { .number($0.count) },
                        Column("column") { .text($0.column) },
                        Column("what") { .text($0.words) },
                        Column("rows") { .text($0.rows(of: place)) },
                    ]),
            ] as Report)
        return .success
    }

    /// Points with one digit behind the point, which never shows a loss as none.
    private static func points(_ points: Double?) -> Cell {
        points.map { .value(.number(String($0)), shownAs: String((($0 * 10).rounded()) / 10)) } ?? .absent
    }
}
