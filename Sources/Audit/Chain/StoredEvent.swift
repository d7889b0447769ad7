import Cryptography
package import FoundationEssentials

/// An event as a chain keeps it, with nothing of it believed.
package struct StoredEvent: Hashable, Sendable {
    package var tenantID: UUID
    package var sequence: Int64
    /// Microseconds since 1970-01-01 UTC.
    package var occurredAt: Int64
    package var `class`: String
    package var actor: String
    package var action: String
    package var object: String
    package var detail: String
    package var previous: [UInt8]
    package var sha256: [UInt8]

    package init(
        tenantID: UUID, sequence: Int64, occurredAt: Int64, class: String, actor: String, action: String,
        object: String, detail: String, previous: [UInt8], sha256: [UInt8]
    ) {
        self.tenantID = tenantID
        self.sequence = sequence
        self.occurredAt = occurredAt
        self.class = `class`
        self.actor = actor
        self.action = action
        self.object = object
        self.detail = detail
        self.previous = previous
        self.sha256 = sha256
    }

    /// The hash over what is stored, which is to be ``sha256``.
    ///
    /// **Source** docs/audit.md
    package func computedHash() throws -> [UInt8] {
        var bytes = Array("socle audit 1".utf8)
        bytes.reserveCapacity(256 + detail.utf8.count)
        append(tenantID, to: &bytes)
        append(sequence, to: &bytes)
        append(occurredAt, to: &bytes)
        for text in [`class`, actor, action, object, detail] {
            append(Int32(truncatingIfNeeded: text.utf8.count), to: &bytes)
            bytes.append(contentsOf: text.utf8)
        }
        bytes.append(contentsOf: previous)
        return try SHA256.hash(bytes)
    }
}

/// Writes an integer, most significant byte first.
func append(_ integer: some FixedWidthInteger, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: integer.bigEndian) { bytes.append(contentsOf: $0) }
}

/// Writes the 16 bytes of an identity in the order of its text.
func append(_ identity: UUID, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: identity.uuid) { bytes.append(contentsOf: $0) }
}
