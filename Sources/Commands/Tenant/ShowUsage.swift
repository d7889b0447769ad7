import Guard
import Operations
import Tenancy
import Vocabulary

/// `socle tenant usage`: what tenants use of what they may use.
struct ShowUsage: LeafCommand {
    let tenants: [TenantIdentifier]
    let isAll: Bool

    static let command = Command(
        "usage", "Show what tenants use of what they may use.",
        Argument(
            zeroOrMore: "TENANT", TenantIdentifier.self, "The tenants; all when none is named.", completion: .tenants),
        Flag("--all", "Take every tenant of the registry."),
        discussion: """
            Storage and objects are as the guard last measured them; sessions are counted now. Violations are those of \
            the last 24 hours, each as often as it was found.
            """,
        make: Self.init(tenants:isAll:))

    func run(in context: Context) throws -> Ending {
        if isAll, !tenants.isEmpty { throw CommandFailure.conflicting(["TENANT", "--all"]) }
        let installation = try context.installation()
        let usages = try installation.usage(of: tenants)
        try context.present(
            Listing(
                usages, empty: "No tenant is made.",
                [
                    Column("tenant") { .text($0.identifier.text) },
                    Column("storage") { .size($0.storageBytes.map { ByteCount(bytes: $0) }) },
                    Column("storage_limit", title: "OF") { .size(ByteCount(bytes: $0.limits.storageBytes)) },
                    Column("storage_percent", title: "%") { usage in
                        .number(usage.storageShare.flatMap(percent), style: usage.style)
                    },
                    Column("connections", title: "SESSIONS") { .number($0.connections) },
                    Column("connection_limit", title: "OF") { .number($0.limits.databaseConnections) },
                    Column("objects") { .number($0.objects) },
                    Column("object_limit", title: "OF") { .number($0.limits.objects) },
                    Column("statement_seconds", title: "STATEMENT S") { .number($0.limits.statementSeconds) },
                    Column("frozen_since") { .time($0.frozenAt, style: .bad) },
                    Column("violations") { .number($0.violations) },
                    Column("last_violation") { .text($0.lastViolation) },
                ]))
        for (server, beat) in try installation.heartbeats() where (beat?.age ?? .infinity) > Heartbeat.stale {
            context.note("No guard watches server '\(server)': figures are old; run 'socle guard'.", style: .caution)
        }
        return .success
    }
}

/// A share in whole per cent, nil beyond all measure.
private func percent(_ share: Double) -> Int? {
    share < 1e9 ? Int((share * 100).rounded()) : nil
}

extension TenantUsage {
    /// How much heed its storage needs.
    fileprivate var style: Style {
        guard let storageShare else { return .faint }
        if frozenAt != nil || storageShare >= 1 { return .bad }
        return storageShare >= StorageStanding.warnedShare ? .caution : .plain
    }
}
