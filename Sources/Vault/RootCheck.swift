internal import Cryptography

/// The check value of a key store, which tells a wrong root key before any harm is done.
enum RootCheck {
    private static let magic = Array("SOCLROOT".utf8)
    private static let format: UInt8 = 1

    static func make(by root: any RootKeyProvider) throws -> [UInt8] {
        var bytes = magic + [format] + (try KeyIdentifier.random().bytes)
        try RootSeal.append(to: &bytes, binding: AssociatedData(.check).bytes, by: root)
        return bytes
    }

    /// Checks the value and gives the name of the root key, which key files repeat.
    ///
    /// - Throws: VLT103 for another root key, VLT201 for bytes that are no check value.
    @discardableResult
    static func check(_ bytes: [UInt8], folder: String, by root: any RootKeyProvider) throws -> KeyIdentifier {
        guard let identifier = try identifier(in: bytes, folder: folder, by: root) else {
            throw VaultFailure.wrongRootKey(folder: folder)
        }
        return identifier
    }

    /// The name of the root key, or nil when the value belongs to another one.
    ///
    /// - Throws: VLT201 for bytes that are no check value.
    static func identifier(
        in bytes: [UInt8], folder: String, by root: any RootKeyProvider
    ) throws -> KeyIdentifier? {
        var reader = ByteReader(bytes)
        let identifier = try readIdentifier(&reader, folder)
        do {
            try RootSeal.check(&reader, binding: AssociatedData(.check).bytes, by: root)
        } catch CryptographyFailure.authentication {
            return nil
        }
        return identifier
    }

    /// The name of the root key that a value claims, without asking any key.
    ///
    /// - Throws: VLT201 for bytes that are no check value.
    static func identifier(in bytes: [UInt8], folder: String) throws -> KeyIdentifier {
        var reader = ByteReader(bytes)
        return try readIdentifier(&reader, folder)
    }

    private static func readIdentifier(_ reader: inout ByteReader, _ folder: String) throws -> KeyIdentifier {
        guard reader.read(magic.count) == magic, reader.read(UInt8.self) == format,
            let identifier = reader.read(KeyIdentifier.byteCount).flatMap(KeyIdentifier.init)
        else { throw VaultFailure.keyStore(folder: folder, .damaged) }
        return identifier
    }
}
