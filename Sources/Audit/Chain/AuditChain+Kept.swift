package import FoundationEssentials
package import Postgres
package import Vocabulary

extension AuditChain {
    /// The chains that the base keeps of databases that are gone.
    package static func kept(in base: borrowing Connection) throws -> [AuditChain] {
        try base.query("select database, tenant_id from socle.audit_kept_heads order by database, tenant_id") { row in
            AuditChain(database: try row[0], tenantID: try row[1], isKept: true)
        }
    }

    /// Chains that earlier checkpoints have under another name of their database, each with what it is now.
    package static func renamed(in base: borrowing Connection) throws -> [AuditChain: AuditChain] {
        let rows = try base.query("select database, tenant_id, current_database from socle.audit_renamed_chains") {
            row -> (AuditChain, AuditChain) in
            let tenantID: UUID = try row[1]
            return (
                AuditChain(database: try row[0], tenantID: tenantID),
                AuditChain(database: try row[2], tenantID: tenantID)
            )
        }
        return Dictionary(rows) { first, _ in first }
    }

    /// Lets the chains of a database be known under its new name, in the present transaction of the base.
    package static func rename(_ old: Identifier, to new: Identifier, of tenants: [UUID], in base: borrowing Connection)
        throws
    {
        for tenantID in tenants {
            try base.execute(
                """
                update socle.audit_renamed_chains set current_database = \(new)
                where current_database = \(old) and tenant_id = \(tenantID)
                """)
            try base.execute(
                """
                insert into socle.audit_renamed_chains (database, tenant_id, current_database)
                values (\(old), \(tenantID), \(new))
                on conflict (database, tenant_id) do update set current_database = excluded.current_database
                """)
        }
        // Under its own name again nothing is to be said of it.
        try base.execute("delete from socle.audit_renamed_chains where database = current_database")
    }

    /// Brings the chain to the base before its database goes, as it stands at one moment.
    ///
    /// A second time only what came later is brought; of one that is kept further than it goes there nothing is.
    ///
    /// **Runs as** provisioner, on two connections of which neither is in a transaction.
    ///
    /// - Returns: where the chain ends.
    package func keep(from data: borrowing Connection, in base: borrowing Connection) throws -> AuditHead {
        let kept = AuditChain(database: database, tenantID: tenantID, isKept: true)
        return try data.transaction(.repeatableRead.readOnly) { data in
            let head = try head(in: data) ?? .beginning
            return try base.transaction { base in
                let last: Int64 =
                    try base.first(
                        """
                        select sequence from socle.audit_kept_heads
                        where database = \(database) and tenant_id = \(tenantID) for update
                        """
                    ) { row in try row[0] } ?? 0
                // A database that was made anew, in which the chain was not revived yet.
                guard head.sequence >= last else { return try kept.head(in: base) ?? head }
                try base.execute(
                    """
                    insert into socle.audit_kept_heads (database, tenant_id, sequence, sha256)
                    values (\(database), \(tenantID), \(head.sequence), \(head.sha256))
                    on conflict (database, tenant_id) do update
                    set sequence = excluded.sequence, sha256 = excluded.sha256, kept_at = now()
                    """)
                try read(in: data) { item in
                    switch item {
                    case .event(let event) where event.sequence > last: try keep(event, in: base)
                    case .segment(let segment) where segment.first > last: try keep(segment, in: base)
                    default: break
                    }
                }
                return head
            }
        }
    }

    private func keep(_ event: StoredEvent, in base: borrowing Connection) throws {
        try base.execute(
            """
            insert into socle.audit_kept_events
            values (\(database), \(tenantID), \(event.sequence), \(event.occurredAt), \(event.class), \(event.actor),
                \(event.action), \(event.object), \(event.detail), \(event.previous), \(event.sha256))
            """)
    }

    private func keep(_ segment: AuditSegment, in base: borrowing Connection) throws {
        try base.execute(
            """
            insert into socle.audit_kept_segments
            values (\(database), \(tenantID), \(segment.first), \(segment.last), \(segment.accessCount),
                \(segment.controlCount), \(segment.proofCount), \(segment.earliest), \(segment.latest),
                \(segment.previous), \(segment.sha256), \(segment.merkleRoot), \(segment.sealedAt),
                \(segment.proofSequence))
            """)
    }
}
