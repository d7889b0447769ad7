internal import Cryptography

/// The end of a file of the key store: the digest of all before it, wrapped by the root key.
///
/// One changed bit anywhere, another file in its place, or another root key
/// are found when the file is read.
enum RootSeal {
    /// Adds the seal: its length in 2 bytes, then the wrapped digest.
    static func append(
        to content: inout [UInt8], binding associatedData: [UInt8], by root: any RootKeyProvider
    ) throws {
        let digest = try SecretBytes(copying: SHA256.hash(content))
        let wrapped = try root.wrap(digest, binding: associatedData)
        content.append(bigEndian: UInt16(wrapped.count))
        content += wrapped
    }

    /// Checks the seal of what a reader has consumed; nothing may follow it.
    ///
    /// - Throws: ``CryptographyFailure/authentication`` when anything differs.
    static func check(
        _ reader: inout ByteReader, binding associatedData: [UInt8], by root: any RootKeyProvider
    ) throws {
        let digest = try SHA256.hash(reader.consumed)
        guard let count = reader.read(UInt16.self), let wrapped = reader.read(Int(count)),
            reader.remaining == 0
        else { throw CryptographyFailure.authentication }
        let expected = try root.unwrap(wrapped, binding: associatedData)
        guard ConstantTime.areEqual(expected, digest) else { throw CryptographyFailure.authentication }
    }
}
