import Cryptography
import FoundationEssentials
package import Postgres
import Vocabulary

/// What the base knows of its checkpoints.
package enum AnchorLog {
    /// A checkpoint as the base keeps it.
    package struct Entry: Sendable {
        package let number: Int
        package let anchoredAt: Int64
        package let sha256: [UInt8]
        /// The whole line while file and command have not taken it.
        package let pendingLine: String?
    }

    /// A chain that no longer reaches to where it was anchored.
    package struct Retreat: Hashable, Sendable {
        package let chain: AuditChain
        package let anchored: AnchoredHead
        /// Nil when the chain has no head at all.
        package let head: AuditHead?

        /// Compares where chains were anchored with where they end now.
        package static func all(
            from known: [AuditChain: AnchoredHead], to heads: [(chain: AuditChain, head: AuditHead)]
        ) -> [Retreat] {
            let present = Dictionary(heads.map { ($0.chain, $0.head) }) { first, _ in first }
            return known.compactMap { chain, anchored in
                let head = present[chain]
                if let head, head == anchored.head || head.sequence > anchored.head.sequence { return nil }
                return Retreat(chain: chain, anchored: anchored, head: head)
            }.sorted { "\($0.chain)" < "\($1.chain)" }
        }
    }

    /// The last two checkpoints, the last one first.
    package static func last(in base: borrowing Connection) throws -> [Entry] {
        try base.query(
            "select number, anchored_at_us, sha256, pending_line from socle.audit_anchors order by number desc limit 2"
        ) { row in
            Entry(number: try row[0], anchoredAt: try row[1], sha256: try row[2], pendingLine: try row[3])
        }
    }

    /// Every checkpoint's number and hash.
    package static func all(in base: borrowing Connection) throws -> [AnchorVerifier.Remembered] {
        try base.query(
            "select number, sha256, pending_line is null from socle.audit_anchors order by number"
        ) { row in .init(number: try row[0], sha256: try row[1], isDelivered: try row[2]) }
    }

    /// Where each chain was anchored last, by the name that its database has now.
    package static func anchoredHeads(in base: borrowing Connection) throws -> [AuditChain: AnchoredHead] {
        let rows = try base.query(
            """
            select coalesce(current_database, database), tenant_id, number, sequence, sha256
            from socle.audit_anchored_heads left join socle.audit_renamed_chains using (database, tenant_id)
            order by sequence desc
            """
        ) { row in
            (
                AuditChain(database: try row[0], tenantID: try row[1]),
                AnchoredHead(anchor: try row[2], head: AuditHead(sequence: try row[3], sha256: try row[4]))
            )
        }
        return Dictionary(rows) { first, _ in first }
    }

    /// Keeps a checkpoint whose line is still to be delivered.
    package static func add(_ anchor: AuditAnchor, line: String, in base: borrowing Connection) throws {
        let sha256 = try SHA256.hash(Array(line.utf8))
        try base.transaction { base in
            try base.execute(
                """
                insert into socle.audit_anchors (number, anchored_at_us, sha256, pending_line)
                values (\(anchor.number), \(anchor.anchoredAt), \(sha256), \(line))
                """)
            try base.execute(
                """
                insert into socle.audit_anchored_heads (database, tenant_id, number, sequence, sha256)
                select database, tenant_id, \(anchor.number), sequence, sha256
                from unnest(
                    \(anchor.heads.map(\.chain.database.text))::text[], \(anchor.heads.map(\.chain.tenantID))::uuid[],
                    \(anchor.heads.map(\.head.sequence))::bigint[], \(anchor.heads.map(\.head.sha256))::bytea[]
                ) as head (database, tenant_id, sequence, sha256)
                on conflict (database, tenant_id) do update
                set number = excluded.number, sequence = excluded.sequence, sha256 = excluded.sha256
                """)
        }
    }

    /// Forgets the line that file and command have taken.
    package static func markDelivered(_ number: Int, in base: borrowing Connection) throws {
        try base.execute(
            "update socle.audit_anchors set pending_line = null where number = \(number) and pending_line is not null")
    }
}
