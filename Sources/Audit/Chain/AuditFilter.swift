package import FoundationEssentials
package import Postgres
package import Vocabulary

/// Which events a person wants to see.
package struct AuditFilter: Sendable {
    package var tenantID: UUID?
    package var `class`: AuditClass?
    package var action: String?
    /// Events of this moment and later.
    package var since: Date?

    package init(
        tenantID: UUID? = nil, class: AuditClass? = nil, action: String? = nil, since: Date? = nil
    ) {
        self.tenantID = tenantID
        self.class = `class`
        self.action = action
        self.since = since
    }
}

extension StoredEvent {
    /// Events of a database, the newest first.
    package static func list(
        _ filter: AuditFilter, limit: Int, in connection: borrowing Connection
    ) throws -> [StoredEvent] {
        try list(filter, limit: limit, from: "socle.audit_events", in: connection) { _, event in event }
    }

    /// Events of databases that are gone, which the base keeps, the newest first.
    ///
    /// - Parameter living: chains that live again, whose events are read where they live.
    package static func listKept(
        _ filter: AuditFilter, except living: Set<AuditChain>, limit: Int, in base: borrowing Connection
    ) throws -> [(database: Identifier, event: StoredEvent)] {
        let living = Array(living)
        let kept: SQL = """
            (
                select * from socle.audit_kept_events
                where (database, tenant_id) not in (
                    select * from unnest(\(living.map(\.database.text))::text[], \(living.map(\.tenantID))::uuid[])
                )
            ) as kept
            """
        return try list(filter, limit: limit, from: kept, and: ", database", in: base) { row, event in
            (try row[10], event)
        }
    }

    private static func list<Found>(
        _ filter: AuditFilter, limit: Int, from table: SQL, and further: SQL = "", in connection: borrowing Connection,
        _ make: (Row, StoredEvent) throws -> Found
    ) throws -> [Found] {
        var conditions: [SQL] = ["true"]
        if let tenantID = filter.tenantID { conditions.append("tenant_id = \(tenantID)") }
        if let `class` = filter.class { conditions.append("class = \(`class`.rawValue)") }
        if let action = filter.action { conditions.append("action = \(action)") }
        if let since = filter.since {
            let microseconds = (since.timeIntervalSince1970 * 1_000_000).rounded(.down)
            // A year beyond what a number of the table can be is later than every event.
            conditions.append("occurred_at_us >= \(Int64(exactly: microseconds) ?? .max)")
        }
        return try connection.query(
            """
            select tenant_id, sequence, occurred_at_us, class, actor, action, object, detail, previous_sha256, sha256
                \(sql: further)
            from \(sql: table) where \(sql: conditions.joined(separator: " and "))
            order by occurred_at_us desc, sequence desc limit \(limit)
            """
        ) { row in
            try make(
                row,
                StoredEvent(
                    tenantID: try row[0], sequence: try row[1], occurredAt: try row[2], class: try row[3],
                    actor: try row[4], action: try row[5], object: try row[6], detail: try row[7],
                    previous: try row[8], sha256: try row[9]))
        }
    }
}
