package import Cryptography

extension Vault {
    /// Seals a secret into a file, for what must be known before the database is open.
    ///
    /// The file holds one envelope and nothing else; it is replaced whole, and
    /// of mode 0600.
    package func write(_ secret: borrowing SecretBytes, toFile path: String, as label: SecretLabel) throws {
        while try !put(seal(secret, as: label), inFile: path, as: label) {}
    }

    /// Opens the secret in a file.
    ///
    /// - Returns: nil when there is no such file.
    /// - Throws: as ``open(_:as:)``; VLT401 when the file cannot be read or is
    ///   not private to this user.
    package func secret(inFile path: String, as label: SecretLabel) throws -> SecretBytes? {
        guard let envelope = try envelope(inFile: path) else { return nil }
        return try open(envelope, as: label)
    }

    /// Wraps the data key of a sealed file anew, unless it hangs on the tenant's primary already.
    ///
    /// - Returns: whether the file was changed; false also when there is none.
    /// - Throws: as ``rewrap(_:as:)``; VLT401.
    @discardableResult
    package func rewrap(file path: String, as label: SecretLabel) throws -> Bool {
        while let envelope = try envelope(inFile: path) {
            let primary = try keys.keyring(of: label.tenant)?.primary?.identifier
            if try Envelope(parsing: envelope, as: label).head.key == primary { return false }
            if try put(rewrap(envelope, as: label), inFile: path, as: label, over: envelope) { return true }
        }
        return false
    }

    /// The key of a tenant that a sealed file hangs on, as 32 hexadecimal digits, or nil without a file.
    package func keyIdentifier(ofFile path: String, as label: SecretLabel) throws -> String? {
        try envelope(inFile: path).map { try Self.keyIdentifier(of: $0, as: label) }
    }

    private func envelope(inFile path: String) throws -> [UInt8]? {
        try PrivateFile(path).read(
            limit: Envelope.contentLimit + Envelope.overhead,
            isNotPrivate: .file(path: path, operation: "read", reason: "it is not private to this user"))
    }

    /// Writes an envelope under the key store's lock, which keeps its key from being destroyed meanwhile.
    ///
    /// - Parameter expected: the envelope that may be replaced; any when nil
    /// - Returns: false when the tenant's key was rotated since the sealing, or
    ///   when another envelope lies there; nothing was written then.
    private func put(
        _ envelope: [UInt8], inFile path: String, as label: SecretLabel, over expected: [UInt8]? = nil
    ) throws -> Bool {
        try KeyStoreLock.whileHeld(in: keys.folder) {
            let primary = try keys.keyring(of: label.tenant)?.primary?.identifier
            guard try Envelope(parsing: envelope, as: label).head.key == primary else { return false }
            if let expected, try self.envelope(inFile: path) != expected { return false }
            return try PrivateFile(path).write(envelope)
        }
    }
}
