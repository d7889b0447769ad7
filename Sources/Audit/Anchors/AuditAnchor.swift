package import Cryptography
import FoundationEssentials
package import Vocabulary

/// A checkpoint: where chains end, signed, and bound to the checkpoint before it.
///
/// **Source** docs/audit.md
package struct AuditAnchor: Sendable {
    /// Counted from 1.
    package let number: Int
    /// Microseconds since 1970-01-01 UTC.
    package let anchoredAt: Int64
    package let environment: DeploymentEnvironment
    /// Hash of the line of the checkpoint before, zeros for the first.
    package let previous: [UInt8]
    /// The chains that have changed since then; none when the checkpoint only says that anchoring goes on.
    package let heads: [(chain: AuditChain, head: AuditHead)]

    package init(
        number: Int, anchoredAt: Int64, environment: DeploymentEnvironment, previous: [UInt8],
        heads: [(chain: AuditChain, head: AuditHead)]
    ) {
        self.number = number
        self.anchoredAt = anchoredAt
        self.environment = environment
        self.previous = previous
        self.heads = heads
    }

    /// The line of a file of checkpoints, without its end: the value, and the signature over its exact bytes.
    package func line(signedBy key: borrowing SigningKey) throws -> String {
        let value = json(key.verifyingKey).description
        let signature = Base64.text(try key.sign(Array(value.utf8)))
        return "{\"anchor\":\(value),\"signature\":\"\(signature)\"}"
    }

    private func json(_ key: VerifyingKey) -> JSON {
        [
            "format": 1, "number": JSON(number), "anchored_at_us": .number(String(anchoredAt)),
            "environment": .string(environment.rawValue), "key": .string(Hex.text(key.bytes)),
            "previous_sha256": .string(Hex.text(previous)),
            "heads": .array(
                heads.map { chain, head in
                    [
                        "database": .string(chain.database.text),
                        "tenant": .string(chain.tenantID.uuidString.lowercased()),
                        "sequence": .number(String(head.sequence)), "sha256": .string(Hex.text(head.sha256)),
                    ]
                }),
        ]
    }
}
