import FoundationEssentials
import Ingestion
import Operations
import Vocabulary

/// `socle load profile`: what the values of each column of a load have in common.
struct LoadProfile: LeafCommand {
    let tenant: TenantIdentifier
    let load: LoadReference

    static let command = Command(
        "profile", "Show nulls, distinct values, extremes and lengths of each column of a load.",
        Argument("TENANT", TenantIdentifier.self, "The tenant.", completion: .tenants),
        Argument("LOAD", LoadReference.self, "The load, or a table for the last one that brought rows."),
        discussion: """
            A load gathers them from the very rows that it sends, all of them. Distinct values are counted exactly up \
            to 256, and beyond that with the standard error that is shown. Of free text no value is kept.
            """,
        make: Self.init(tenant:load:))

    func run(in context: Context) throws -> Ending {
        let load = try context.installation().loadedLoad(load, of: tenant)
        try context.present(
            [
                "load": Card([
                    ("table", .text("\(load.schema).\(load.table)")),
                    ("load", .text(load.loadID.uuidString.lowercased())),
                    ("finished_at", .time(load.finishedAt)),
                    ("rows", .number(load.rowsLoaded)),
                    ("seconds", .decimal(load.seconds.map { ($0 * 1000).rounded() / 1000 })),
                    ("rows_per_second", .number(load.rowsPerSecond)),
                    ("quality", .decimal(load.quality?.total.map { ($0 * 10).rounded() / 10 })),
                ]),
                "columns": Listing(
                    load.profile?.elements ?? [],
                    [
                        Column("name") { .text($0["name"]?.text) },
                        Column("type") { .text($0["type"]?.text) },
                        Column("rows") { .number($0["rows"]?.integer) },
                        Column("nulls") { .number($0["nulls"]?.integer) },
                        Column("distinct") { .number($0["distinct"]?.integer) },
                        Column("error") { Self.share($0["distinct_error"]?.decimal) },
                        Column("min") { .text($0["min"]?.text) },
                        Column("max") { .text($0["max"]?.text) },
                        Column("min_length") { .number($0["min_length"]?.integer) },
                        Column("max_length") { .number($0["max_length"]?.integer) },
                        Column("mean_length") { .decimal($0["mean_length"]?.decimal) },
                    ]),
            ] as Report)
        return .success
    }

    /// A share of one as percent for people; none where every value was counted.
    private static func share(_ share: Double?) -> Cell {
        guard let share, share > 0 else { return .value(.number("0"), shownAs: "-") }
        return .value(.number(String(share)), shownAs: "±\((share * 1000).rounded() / 10) %")
    }
}

extension LoadReference: ArgumentValue {
    package init(argument text: String) throws {
        guard !text.isEmpty else { throw UnreadableArgument(expected: "the UUID of a load, or a table") }
        self = (try? LoadIdentifier(argument: text)).map { .load($0.uuid) } ?? .table(text)
    }

    package var argumentText: String {
        switch self {
        case .load(let loadID): loadID.uuidString.lowercased()
        case .table(let name): name
        }
    }

    package static var placeholder: String? { "LOAD|TABLE" }
}
