internal import Cryptography
internal import FoundationEssentials

extension KeyStore {
    /// Gives a key store that is whole its root key back, and takes nothing else from the backup.
    ///
    /// - Throws: as ``restore(from:passphrase:into:root:)``; VLT103 when the backup's root key
    ///   is not the one of the key store; VLT504 when the backup holds none.
    static func restoreRootKey(
        from path: String, passphrase: borrowing SecretBytes, of folder: String, to rootKeyFile: String
    ) throws -> KeyStoreBackup {
        let present = KeyStoreFolder(folder)
        try present.requirePrivate()
        guard let check = try present.bytes(.present) else { throw VaultFailure.notEmpty(folder: folder) }
        let place = PrivateFile(folder)
        try place.removeTemporaries()
        let unpacked = KeyStoreFolder(try place.makeTemporaryFolder())
        defer { try? FileManager.default.removeItem(atPath: unpacked.path) }  // the next restore removes it too
        var parser = BackupContent.Parser()
        try unpack(path, passphrase: passphrase, by: &parser, into: unpacked)
        guard let rootKey = parser.rootKey else { throw VaultFailure.notEmpty(folder: folder) }
        _ = try RootCheck.check(check, folder: folder, by: rootKey)
        guard try PrivateFile(rootKeyFile).write(rootKey.key, mode: 0o400, replacing: false) else {
            throw VaultFailure.otherRootKeyFile(path: rootKeyFile)
        }
        return KeyStoreBackup(
            createdAt: Date(timeIntervalSince1970: Double(parser.createdAt ?? 0) / 1e6),
            tenants: try unpacked.tenants().count, holdsRootKey: true, gaveRootKeyOnly: true)
    }
}
