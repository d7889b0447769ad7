internal import Cryptography

/// The check value of a key store, which tells a wrong root key before any harm is done.
enum RootCheck {
    private static let magic = Array("SOCLROOT".utf8)
    private static let format: UInt8 = 1

    /// A random name of the store makes two stores of one root key differ.
    private static let nameByteCount = 16

    static func make(by root: any RootKeyProvider) throws -> [UInt8] {
        var bytes = magic + [format] + (try RandomBytes.make(count: nameByteCount))
        try RootSeal.append(to: &bytes, binding: AssociatedData(.check).bytes, by: root)
        return bytes
    }

    /// - Throws: VLT103 for another root key, VLT201 for bytes that are no check value.
    static func check(_ bytes: [UInt8], folder: String, by root: any RootKeyProvider) throws {
        var reader = ByteReader(bytes)
        guard reader.read(magic.count) == magic, reader.read(UInt8.self) == format,
            reader.read(nameByteCount) != nil
        else { throw VaultFailure.keyStore(folder: folder, .damaged) }
        do {
            try RootSeal.check(&reader, binding: AssociatedData(.check).bytes, by: root)
        } catch CryptographyFailure.authentication {
            throw VaultFailure.wrongRootKey(folder: folder)
        }
    }
}
