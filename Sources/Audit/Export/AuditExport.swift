import Cryptography
import FoundationEssentials
package import Postgres
import Vocabulary

/// A file of chains as JSON Lines, which an auditor checks without the platform.
///
/// **Source** docs/audit.md
package struct AuditExport: ~Copyable {
    private var file: NewPrivateFile
    private var chains = 0

    /// What was written of a chain.
    package struct Count: Sendable {
        package let chain: AuditChain
        package let head: AuditHead
        package fileprivate(set) var events = 0
        package fileprivate(set) var segments = 0
    }

    /// Begins a file of mode 0600 that gets its name at the end.
    ///
    /// - Throws: AUD301 when there is such a file, AUD302 when none can be made.
    package init(to path: String) throws {
        file = try NewPrivateFile(path)
    }

    /// Writes a chain as it stands at one moment.
    ///
    /// - Parameter name: the tenant's identifier, for readers.
    package mutating func add(_ chain: AuditChain, name: String?, from connection: borrowing Connection) throws
        -> Count
    {
        chains += 1
        return try connection.transaction(.repeatableRead.readOnly) { connection in
            let head = try chain.head(in: connection)
            let now: Int64? = try connection.first(
                "select (extract(epoch from statement_timestamp()) * 1000000)::bigint"
            ) { row in try row[0] }
            try write(
                "chain",
                [
                    "format": 1, "database": .string(chain.database.text), "tenant": text(chain.tenantID),
                    "name": JSON(name), "sequence": number(head?.sequence ?? 0),
                    "sha256": hex((head ?? .beginning).sha256), "exported_at_us": number(now ?? 0),
                ])
            var count = Count(chain: chain, head: head ?? .beginning)
            try chain.read(in: connection) { item in
                switch item {
                case .event(let event):
                    count.events += 1
                    try write("event", json(event))
                case .segment(let segment):
                    count.segments += 1
                    try write("segment", json(segment))
                }
            }
            return count
        }
    }

    /// Ends the file and gives it its name.
    package mutating func finish() throws {
        try write("end", ["chains": number(Int64(chains))])
        try file.finish()
    }

    private mutating func write(_ kind: String, _ value: JSON) throws {
        try file.write("\(JSON.object([.init(kind, value)]))\n")
    }

    private func json(_ event: StoredEvent) -> JSON {
        [
            "sequence": number(event.sequence), "occurred_at_us": number(event.occurredAt),
            "class": .string(event.class), "actor": .string(event.actor), "action": .string(event.action),
            "object": .string(event.object), "detail": .string(event.detail),
            "previous_sha256": hex(event.previous), "sha256": hex(event.sha256),
        ]
    }

    private func json(_ segment: AuditSegment) -> JSON {
        [
            "first_sequence": number(segment.first), "last_sequence": number(segment.last),
            "access_count": number(segment.accessCount), "control_count": number(segment.controlCount),
            "proof_count": number(segment.proofCount), "earliest_us": number(segment.earliest),
            "latest_us": number(segment.latest), "previous_sha256": hex(segment.previous),
            "sha256": hex(segment.sha256), "merkle_root": hex(segment.merkleRoot),
            "sealed_at_us": number(segment.sealedAt), "proof_sequence": number(segment.proofSequence),
        ]
    }

    private func number(_ number: Int64) -> JSON { .number(String(number)) }
    private func hex(_ bytes: [UInt8]) -> JSON { .string(Hex.text(bytes)) }
    private func text(_ identity: UUID) -> JSON { .string(identity.uuidString.lowercased()) }
}
