package import Cryptography

extension Vault {
    /// Seals a secret into a file, for what must be known before the database is open.
    ///
    /// The file holds one envelope and nothing else; it is replaced whole, and
    /// of mode 0600.
    package func write(_ secret: borrowing SecretBytes, toFile path: String, as label: SecretLabel) throws {
        try PrivateFile(path).write(seal(secret, as: label))
    }

    /// Opens the secret in a file.
    ///
    /// - Returns: nil when there is no such file.
    /// - Throws: as ``open(_:as:)``; VLT401 when the file cannot be read or is
    ///   not private to this user.
    package func secret(inFile path: String, as label: SecretLabel) throws -> SecretBytes? {
        let bytes = try PrivateFile(path).read(
            limit: Envelope.contentLimit + Envelope.overhead,
            isNotPrivate: .file(path: path, operation: "read", reason: "it is not private to this user"))
        guard let bytes else { return nil }
        return try open(bytes, as: label)
    }
}
