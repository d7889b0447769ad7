package import Postgres
import Vocabulary

/// The events of a chain whose time is over, or those that were sealed because it was.
package struct ExpiredEvents: Hashable, Sendable {
    package let chain: AuditChain
    /// Runs of them, each of which is a segment or becomes one.
    package private(set) var segments = 0
    package private(set) var accessCount = 0
    package private(set) var controlCount = 0
    package private(set) var proofCount = 0
    /// When the earliest of them occurred, in microseconds since 1970-01-01 UTC; nil when there is none.
    package private(set) var earliest: Int64?
    package private(set) var latest: Int64?

    package var count: Int { accessCount + controlCount + proofCount }

    /// How many events a transaction seals at most: writers of the chain wait for it.
    package static let stepLimit = 10_000

    /// Counts them.
    ///
    /// - Throws: ``AuditFailure/clockBehindEvents(_:newest:now:)``.
    package static func inspect(_ chain: AuditChain, in connection: borrowing Connection) throws -> ExpiredEvents {
        try requireClock(of: chain, in: connection)
        var expired = ExpiredEvents(chain: chain)
        _ = try connection.query(
            "select \(sql: columns) from socle.expired_audit_runs(\(chain.tenantID), \(Int(Int32.max)))"
        ) { row in try expired.add(row) }
        return expired
    }

    /// Seals them in segments and takes them away, in transactions of at most so many events.
    ///
    /// Each transaction leaves an event of the class proof. What one that failed
    /// was to seal is still there.
    ///
    /// **Runs as** provisioner.
    ///
    /// - Throws: ``AuditFailure/clockBehindEvents(_:newest:now:)``, ``AuditFailure/changedEvents(_:report:)``.
    package static func purge(
        _ chain: AuditChain, stepLimit: Int = stepLimit, in connection: borrowing Connection
    ) throws -> ExpiredEvents {
        try requireClock(of: chain, in: connection)
        var purged = ExpiredEvents(chain: chain)
        while true {
            let count = purged.count
            do {
                try connection.transaction { connection in
                    // Who appends or purges here waits, so that the runs are still those that are sealed.
                    try connection.execute(
                        "select from socle.audit_heads where tenant_id = \(chain.tenantID) for update")
                    _ = try connection.query(
                        """
                        insert into socle.audit_segments (tenant_id, first_sequence, last_sequence)
                        select \(chain.tenantID), first_sequence, last_sequence
                        from socle.expired_audit_runs(\(chain.tenantID), \(stepLimit))
                        returning \(sql: columns)
                        """
                    ) { row in try purged.add(row) }
                }
            } catch let failure as ServerFailure where failure.sqlState == .dataCorrupted {
                throw AuditFailure.changedEvents(chain, report: failure.message)
            }
            if purged.count == count { return purged }
        }
    }

    private static let columns: SQL = "access_count, control_count, proof_count, earliest_us, latest_us"

    private init(chain: AuditChain) {
        self.chain = chain
    }

    private mutating func add(_ row: Row) throws {
        segments += 1
        accessCount += try row[0]
        controlCount += try row[1]
        proofCount += try row[2]
        let (earliest, latest): (Int64, Int64) = (try row[3], try row[4])
        self.earliest = min(self.earliest ?? earliest, earliest)
        self.latest = max(self.latest ?? latest, latest)
    }

    private static func requireClock(of chain: AuditChain, in connection: borrowing Connection) throws {
        let times = try connection.first(
            """
            select max(occurred_at_us), (extract(epoch from statement_timestamp()) * 1000000)::bigint
            from socle.audit_events where tenant_id = \(chain.tenantID)
            """
        ) { row in (newest: try row[0] as Int64?, now: try row[1] as Int64) }
        guard let times, let newest = times.newest, newest > times.now else { return }
        throw AuditFailure.clockBehindEvents(chain, newest: newest, now: times.now)
    }
}
