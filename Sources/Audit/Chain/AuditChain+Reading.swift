import FoundationEssentials
package import Postgres
package import Vocabulary

/// What stands in a chain: an event, or a segment in the place of some.
package enum AuditItem: Hashable, Sendable {
    case event(StoredEvent)
    case segment(AuditSegment)
}

extension AuditChain {
    /// The chains of a database, those included that are not whole: every tenant of a head, an event or a segment.
    package static func all(in connection: borrowing Connection, database: Identifier) throws -> [AuditChain] {
        // Goes from one tenant to the next by the index, whatever the number of events.
        try connection.query(
            """
            with recursive tenants (tenant_id) as (
                (select tenant_id from socle.audit_events order by tenant_id limit 1)
                union all
                select (
                    select tenant_id from socle.audit_events
                    where tenant_id > tenants.tenant_id order by tenant_id limit 1
                )
                from tenants where tenant_id is not null
            )
            select tenant_id from tenants where tenant_id is not null
            union select tenant_id from socle.audit_heads
            union select tenant_id from socle.audit_segments
            order by tenant_id
            """
        ) { row in AuditChain(database: database, tenantID: try row[0]) }
    }

    /// The chain's end as the database says it; nil when it says nothing.
    package func head(in connection: borrowing Connection) throws -> AuditHead? {
        try connection.first("select sequence, sha256 from \(sql: rows(of: "heads"))") { row in
            AuditHead(sequence: try row[0], sha256: try row[1])
        }
    }

    /// Gives what stands in the chain to a closure, in its order and without holding it in memory.
    ///
    /// - Precondition: the closure does not use the connection.
    package func read(in connection: borrowing Connection, _ body: (AuditItem) throws -> Void) throws {
        // What a superuser made null shows as a field that is not what its hash says.
        let nothing: SQL = "null::bigint, null::bigint, null::bigint, null::bigint, null::bigint, null::bigint"
        try connection.stream(
            """
            select sequence, coalesce(occurred_at_us, 0), coalesce(class, ''), coalesce(actor, ''),
                coalesce(action, ''), coalesce(object, ''), coalesce(detail, ''), coalesce(previous_sha256, ''),
                coalesce(sha256, ''), null::bytea, null::bigint, \(sql: nothing)
            from \(sql: rows(of: "events"))
            union all
            select first_sequence, coalesce(sealed_at_us, 0), null, null, null, null, null,
                coalesce(previous_sha256, ''), coalesce(sha256, ''), coalesce(merkle_root, ''),
                coalesce(last_sequence, 0), coalesce(access_count, 0), coalesce(control_count, 0),
                coalesce(proof_count, 0), coalesce(earliest_us, 0), coalesce(latest_us, 0), coalesce(proof_sequence, 0)
            from \(sql: rows(of: "segments"))
            order by 1
            """
        ) { row in try body(item(row)) }
    }

    /// The chain's rows of a table: its own database's, or the base's if that database is gone.
    private func rows(of kind: SQL) -> SQL {
        let tenant: SQL = "tenant_id = \(literal: tenantID.uuidString)"
        return isKept
            ? "socle.audit_kept_\(sql: kind) where \(sql: tenant) and database = \(literal: database.text)"
            : "socle.audit_\(sql: kind) where \(sql: tenant)"
    }

    private func item(_ row: borrowing BinaryRow) throws -> AuditItem {
        guard row.isNull(9) else {
            return .segment(
                AuditSegment(
                    tenantID: tenantID, first: try row.integer(0), last: try row.integer(10),
                    accessCount: try row.integer(11), controlCount: try row.integer(12),
                    proofCount: try row.integer(13), earliest: try row.integer(14), latest: try row.integer(15),
                    previous: try row.bytes(7), sha256: try row.bytes(8), merkleRoot: try row.bytes(9),
                    sealedAt: try row.integer(1), proofSequence: try row.integer(16)))
        }
        return .event(
            StoredEvent(
                tenantID: tenantID, sequence: try row.integer(0), occurredAt: try row.integer(1),
                class: try row.text(2), actor: try row.text(3), action: try row.text(4), object: try row.text(5),
                detail: try row.text(6), previous: try row.bytes(7), sha256: try row.bytes(8)))
    }
}

extension AuditHead {
    /// Where the chains of a database end, by tenant; one that has no event yet ends nowhere.
    package static func all(
        in connection: borrowing Connection, database: Identifier
    ) throws -> [(chain: AuditChain, head: AuditHead)] {
        try connection.query(
            "select tenant_id, sequence, sha256 from socle.audit_heads where sequence > 0 order by tenant_id"
        ) { row in
            (
                AuditChain(database: database, tenantID: try row[0]),
                AuditHead(sequence: try row[1], sha256: try row[2])
            )
        }
    }
}
