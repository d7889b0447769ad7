package import Cryptography

/// The key under which a tenant's persons are digested.
///
/// It is sealed under the tenant's key. Without it nobody can tell whose digest it is, also not by
/// trying every address there is; shredding the tenant's key ends that for good.
package struct SubjectKey: ~Copyable, Sendable {
    /// Kind and name of the secret that holds it.
    package static let secret = (kind: "privacy", name: "subject_key")
    package static let byteCount = 32

    private let key: SecretBytes

    package init(_ key: consuming SecretBytes) {
        self.key = key
    }

    /// The 32 bytes that stand for an identifier in ledgers and audit.
    package borrowing func digest(of value: String) throws -> [UInt8] {
        try HMAC.sha256(Array("socle subject 1\u{0}\(value)".utf8), key: key)
    }

    /// The bytes from which a pseudonym is made: the same for the same values, and no digest of the ledger.
    borrowing func pseudonym(of values: [String]) throws -> [UInt8] {
        var message = Array("socle pseudonym 1".utf8)
        for value in values.sorted() { message += [0] + Array(value.utf8) }
        return try HMAC.sha256(message, key: key)
    }
}
