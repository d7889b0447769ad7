package import FoundationEssentials
package import Vocabulary

/// Which chain: a tenant may have one in its own database and one in the base.
package struct AuditChain: Sendable {
    package let database: Identifier
    /// The tenant, or ``Platform/tenantID``.
    package let tenantID: UUID
    /// Whether its database is gone and the base keeps it; it is the same chain.
    package let isKept: Bool

    package init(database: Identifier, tenantID: UUID, isKept: Bool = false) {
        self.database = database
        self.tenantID = tenantID
        self.isKept = isKept
    }
}

extension AuditChain: Hashable {
    package static func == (left: AuditChain, right: AuditChain) -> Bool {
        left.database == right.database && left.tenantID == right.tenantID
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(database)
        hasher.combine(tenantID)
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
