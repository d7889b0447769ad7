package import FoundationEssentials
package import Vocabulary

/// Which chain: a tenant may have one in its own database and one in the base.
package struct AuditChain: Hashable, Sendable {
    package let database: Identifier
    /// The tenant, or ``Platform/tenantID``.
    package let tenantID: UUID

    package init(database: Identifier, tenantID: UUID) {
        self.database = database
        self.tenantID = tenantID
    }
}

/// The end of a chain: its last event's number and hash.
package struct AuditHead: Hashable, Sendable {
    package let sequence: Int64
    package let sha256: [UInt8]

    package init(sequence: Int64, sha256: [UInt8]) {
        self.sequence = sequence
        self.sha256 = sha256
    }

    /// Where every chain begins.
    package static let beginning = AuditHead(sequence: 0, sha256: [UInt8](repeating: 0, count: 32))
}
