import FoundationEssentials
import Glibc
import Settings
import Vault

/// What is refused before anybody is asked for a secret or a passphrase.
///
/// Empty standard input would hide the real cause, and a person would type in vain. The work itself refuses the same.
extension Installation {
    /// Whether ``setSecret(_:_:of:)`` could seal a secret of this name.
    package func requireSettable(_ name: SecretName, of owner: SecretOwner) throws {
        if name.isLogin { throw SecretFailure.loginIsRotated(name.name, of: owner) }
        if name.isOwn(of: owner) { throw SecretFailure.isOwn(name) }
        _ = try owner.uuid(in: connectMigratedBase())
        _ = try openVault()
    }

    /// Whether ``backUpKeyStore(to:passphrase:)`` could write a file there.
    package func requireBackupPlace(_ path: String) throws {
        var facts = stat()
        if lstat(path, &facts) == 0 { throw VaultFailure.backup(path: path, .exists) }
        _ = try openVault()
    }

    /// Whether ``restoreKeyStore(from:passphrase:)`` could read the file, and would replace nothing that is there.
    package func requireRestorable(from path: String) throws {
        guard Glibc.access(path, R_OK) == 0 else {
            throw VaultFailure.file(path: path, operation: "read", reason: String(cString: strerror(errno)))
        }
        // One that lost its root key gets that back.
        if KeyStore.exists(in: keyFolder), Glibc.access(settings.rootKeyFile, F_OK) == 0 {
            throw VaultFailure.notEmpty(folder: keyFolder)
        }
    }
}
