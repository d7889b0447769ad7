import Audit
package import Cryptography
import FoundationEssentials
import Postgres
import Settings
package import Vault
import Vocabulary

extension Installation {
    /// Makes the root key in the place that the settings name, and an empty key store that belongs to it.
    ///
    /// A root key that is there already is taken, so that a call that was cut short is finished by the next.
    ///
    /// On an embedded server both are there since it was started.
    ///
    /// - Returns: where the root key is, the folder of the key store, and whether that was made now.
    /// - Throws: VLT201 when there is a key store; ``OperationFailure/keyStoreGone(folder:)``; a failure of the root key.
    package func makeKeyStore() throws -> (root: String, folder: String, isNew: Bool) {
        if KeyStore.exists(in: keyFolder) {
            guard settings.usesEmbeddedServer else { throw VaultFailure.keyStore(folder: keyFolder, .exists) }
            return (try rootKey().origin, keyFolder, false)
        }
        // What was sealed before could not be opened with new keys.
        if FileManager.default.fileExists(atPath: runtimePasswordFile) {
            throw OperationFailure.keyStoreGone(folder: keyFolder)
        }
        try makeFolder(settings.stateDirectory, mode: 0o711)
        let root: any RootKeyProvider
        switch try rootAddress() {
        case .environment: root = try rootKey()
        default:
            do {
                root = try makeRootKey()
            } catch let failure as any Failure where failure.kind == .conflict {
                root = try rootKey()
            }
        }
        _ = try KeyStore.create(in: keyFolder, root: root)
        return (root.origin, keyFolder, true)
    }

    /// Writes the keys into a file that a passphrase opens, and leaves an audit row of that.
    ///
    /// - Throws: VLT501, VLT502, and what reading the keys may throw; there is no file then.
    package func backUpKeyStore(to path: String, passphrase: borrowing SecretBytes) throws -> KeyStoreBackup {
        let keys = try openVault().keys
        try keys.requireBackup(to: path, passphrase: passphrase)
        let base = try connectMigratedBase()
        // The row comes first: of a file without one nobody would know after a shredding.
        try recordKeyStore("keystore.backed_up", at: path, in: base)
        return try keys.backup(to: path, passphrase: passphrase)
    }

    /// Brings the keys of a backup back, into a place where nothing is.
    ///
    /// - Returns: what came back, and whether the base could be told.
    /// - Throws: VLT502 to VLT505; nothing is changed then.
    package func restoreKeyStore(
        from path: String, passphrase: borrowing SecretBytes
    ) throws -> (backup: KeyStoreBackup, isRecorded: Bool) {
        try makeFolder(settings.stateDirectory, mode: 0o711)
        let backup = try KeyStore.restore(
            from: path, passphrase: passphrase, into: keyFolder, root: rootAddress())
        do {
            try recordKeyStore("keystore.restored", at: path, in: connectMigratedBase())
            return (backup, true)
        } catch is any Failure {
            // A new machine gets its keys back before its databases.
            return (backup, false)
        }
    }

    private func recordKeyStore(_ action: String, at path: String, in base: borrowing Connection) throws {
        _ = try namingHolder(in: [basePlace]) {
            try AuditTrail.append(
                AuditEvent(
                    tenantID: Platform.tenantID, action: action, object: "keystore", detail: ["file": JSON(path)]),
                in: base)
        }
    }
}
