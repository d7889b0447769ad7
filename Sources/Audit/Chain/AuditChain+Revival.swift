package import Postgres
package import Vocabulary

extension AuditChain {
    /// Lets a chain that the base keeps go on in a database of the same name that was made anew.
    ///
    /// Events and segments are put in byte for byte, behind those that are there, and judged: the triggers that
    /// refuse a past event are off for the length of the transaction, in which nobody else can write the chain.
    ///
    /// **Runs as** provisioner, in a database that the tenant has for itself.
    ///
    /// - Throws: ``AuditFailure`` when what is there is not the beginning of what is kept.
    package static func revive(_ database: Identifier, from base: borrowing Connection, in data: borrowing Connection)
        throws
    {
        for chain in try kept(in: base) where chain.database == database {
            try chain.revive(from: base, in: data)
        }
    }

    private func revive(from base: borrowing Connection, in data: borrowing Connection) throws {
        let living = AuditChain(database: database, tenantID: tenantID)
        try data.transaction { data in
            try data.execute("lock table socle.audit_heads, socle.audit_events, socle.audit_segments")
            let head = try living.head(in: data) ?? .beginning
            guard let end = try self.head(in: base), end.sequence > head.sequence else { return }
            let guards = ["audit_heads", "audit_events", "audit_segments"]
            for table in guards { try data.execute("alter table socle.\(raw: table) disable trigger user") }
            try read(in: base) { item in
                switch item {
                case .event(let event) where event.sequence > head.sequence:
                    try data.execute(
                        """
                        insert into socle.audit_events
                        values (\(tenantID), \(event.sequence), \(event.occurredAt), \(event.class), \(event.actor),
                            \(event.action), \(event.object), \(event.detail), \(event.previous), \(event.sha256))
                        """)
                case .segment(let segment) where segment.first > head.sequence:
                    try data.execute(
                        """
                        insert into socle.audit_segments
                        values (\(tenantID), \(segment.first), \(segment.last), \(segment.accessCount),
                            \(segment.controlCount), \(segment.proofCount), \(segment.earliest), \(segment.latest),
                            \(segment.previous), \(segment.sha256), \(segment.merkleRoot), \(segment.sealedAt),
                            \(segment.proofSequence))
                        """)
                default: break
                }
            }
            try data.execute(
                """
                insert into socle.audit_heads (tenant_id, sequence, sha256)
                values (\(tenantID), \(end.sequence), \(end.sha256))
                on conflict (tenant_id) do update set sequence = excluded.sequence, sha256 = excluded.sha256
                """)
            // Back to what the repeatable files set: in force in every session.
            for table in guards {
                let names = try data.query(
                    """
                    select tgname::text from pg_trigger
                    where tgrelid = \("socle.\(table)")::regclass and not tgisinternal
                    """
                ) { row -> Identifier in try row[0] }
                for name in names {
                    try data.execute(
                        "alter table socle.\(raw: table) enable always trigger \(identifier: name)")
                }
            }
        }
    }
}
