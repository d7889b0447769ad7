import FoundationEssentials
import Operations
import Vocabulary

/// `socle load history`: the last loads of a tenant.
struct LoadHistory: LeafCommand {
    let tenant: TenantIdentifier
    let limit: RowLimit

    static let command = Command(
        "history", "Show the last loads of a tenant.",
        Argument("TENANT", TenantIdentifier.self, "The tenant.", completion: .tenants),
        Option("--limit", RowLimit.self, default: RowLimit(20), "How many are shown at most."),
        make: Self.init(tenant:limit:))

    func run(in context: Context) throws -> Ending {
        try context.present(
            Listing(
                try context.installation().loadHistory(of: tenant, limit: limit.count),
                empty: "Nothing was ever loaded.",
                [
                    Column("started_at") { .time($0.startedAt) },
                    Column("table") { .text($0.table) },
                    Column("state") { .text($0.state) },
                    Column("loaded") { .number($0.rowsLoaded) },
                    Column("rejected") { .number($0.rowsRejected) },
                    Column("seconds") { .decimal($0.seconds.map { ($0 * 10).rounded() / 10 }) },
                    Column("rows_per_second", title: "ROWS/S") { .number($0.rowsPerSecond) },
                    Column("declared_as", title: "NAME") { .text($0.declaredAs) },
                    Column("source") { .text($0.source) },
                    Column("failure") { .text($0.failure) },
                    Column("load") { .text($0.loadID.uuidString.lowercased()) },
                ]))
        return .success
    }
}

/// `socle load rejects`: the records that a load refused.
struct LoadRejects: LeafCommand {
    let tenant: TenantIdentifier
    let load: LoadIdentifier?
    let limit: RowLimit

    static let command = Command(
        "rejects", "Show the records that a load refused, with line, column, value and reason.",
        Argument("TENANT", TenantIdentifier.self, "The tenant.", completion: .tenants),
        Option("--load", LoadIdentifier.self, "The load; the last one that refused any when not given."),
        Option("--limit", RowLimit.self, default: RowLimit(100), "How many are shown at most."),
        make: Self.init(tenant:load:limit:))

    func run(in context: Context) throws -> Ending {
        // One more than are shown tells whether there are more.
        let most = min(limit.count, Int(Int32.max))
        let found = try context.installation().rejects(of: tenant, load: load?.uuid, limit: most + 1)
        if found.count > most {
            context.note("More were refused: the first \(most) are shown, and --limit shows more.", style: .caution)
        }
        try context.present(
            Listing(
                found.prefix(most),
                empty: "Nothing was refused.",
                [
                    Column("table") { .text($0.table) },
                    Column("line") { .number($0.line) },
                    Column("byte") { .number($0.byteOffset) },
                    Column("column") { .text($0.column) },
                    Column("value") { .text($0.value) },
                    Column("reason") { .text($0.reason) },
                    Column("raw") { .text($0.rawLine) },
                    Column("replayed_by", title: "REPLAYED") { reject in
                        guard let load = reject.replayedBy else { return .absent }
                        return .value(.string(load.uuidString.lowercased()), shownAs: "yes", style: .good)
                    },
                ]))
        return .success
    }
}

/// The identity of a load, as history shows it.
struct LoadIdentifier: ArgumentValue {
    let uuid: UUID

    init(argument text: String) throws {
        guard let uuid = UUID(uuidString: text) else { throw UnreadableArgument(expected: "the UUID of a load") }
        self.uuid = uuid
    }

    var argumentText: String { uuid.uuidString.lowercased() }
    static var placeholder: String? { "UUID" }
}
