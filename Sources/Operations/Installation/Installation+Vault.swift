import Cryptography
import FoundationEssentials
package import Postgres
import Settings
import Tenancy
package import Vault
import Vocabulary

extension Installation {
    /// Folder of the wrapped tenant keys, outside PostgreSQL so that no backup of a database undoes a shredding.
    var keyFolder: String { "\(settings.stateDirectory)/keys" }

    /// File in which the password of the embedded server's runtime lies sealed.
    var runtimePasswordFile: String { "\(settings.stateDirectory)/runtime.secret" }

    /// The place of the root key that the settings name; a file of the state folder when they name none.
    ///
    /// - Throws: VLT104 when they name more than one; PKC101 for a token's address that breaks a rule.
    package func rootAddress() throws -> RootAddress {
        let places = settings.values.filter { Setting.rootKeys.contains($0.setting) }
        guard places.count <= 1 else {
            throw VaultFailure.severalRootKeys(places: places.map { "\($0.setting.rawValue) (\($0.origin))" })
        }
        switch places.first?.setting {
        case .rootKey: return .environment(variable: Setting.rootKey.rawValue)
        case .rootKeyPKCS11: return try RootAddress(pkcs11: settings[.rootKeyPKCS11] ?? "")
        default: return .file(path: settings.rootKeyFile)
        }
    }

    /// The key that wraps the tenants' keys, from the place that the settings name.
    ///
    /// - Throws: a failure of the vault that names what is wrong with the key.
    package func rootKey() throws -> any RootKeyProvider {
        try rootAddress().provider()
    }

    /// Makes a new root key in the place that the settings name.
    ///
    /// - Throws: VLT201 when there is a key store, whose root key a new one would only hide;
    ///   VLT101 or PKC404 when there is a root key; VLT107 when it is to come from the environment.
    package func makeRootKey() throws -> any RootKeyProvider {
        if KeyStore.exists(in: keyFolder) { throw VaultFailure.keyStore(folder: keyFolder, .exists) }
        return try rootAddress().makeKey()
    }

    /// Opens the vault; a wrong root key is known at once.
    package func openVault() throws -> Vault {
        Vault(try KeyStore(opening: keyFolder, root: rootKey()))
    }

    /// Makes the folder, the root key and the key store that are not there yet.
    package func prepareState() throws {
        try makeFolder(settings.stateDirectory, mode: 0o711)
        // A key store without its root key waits for the right one; a new key would only hide the loss.
        if KeyStore.exists(in: keyFolder) { return }
        // What was sealed before could not be opened with the keys of a new one.
        if FileManager.default.fileExists(atPath: runtimePasswordFile) {
            throw OperationFailure.keyStoreGone(folder: keyFolder)
        }
        let address = try rootAddress()
        let root =
            switch address {
            case .file(let path) where !FileManager.default.fileExists(atPath: path): try address.makeKey()
            default: try address.provider()
            }
        _ = try KeyStore.create(in: keyFolder, root: root)
    }

    /// How the runtime connects, with its password from the vault on an embedded server.
    package func runtimeParameters() throws -> ConnectionParameters {
        var parameters = try settings.runtime()
        if settings.usesEmbeddedServer {
            guard let password = try openVault().secret(inFile: runtimePasswordFile, as: runtimeLabel()) else {
                throw SettingsFailure.noServer
            }
            parameters.password = try password.revealedText()
        }
        parameters.applicationName = "socle"
        return parameters
    }

    /// Gives the embedded server's runtime a password, unless the one that is kept is the one that it has.
    func prepareRuntimeLogin() throws {
        let vault = try openVault()
        let base = try connectProvisioner()
        let stored: String? =
            try base.first(
                "select rolpassword from pg_authid where rolname = \(Settings.runtimeLogin)"
            ) { row -> String? in try row[0] } ?? nil
        if let kept = try vault.secret(inFile: runtimePasswordFile, as: runtimeLabel()) {
            if let stored, try SCRAMVerifier(parsing: stored).matches(kept) { return }
            try setRuntimePassword(kept, in: base)
        } else {
            // Sealed before it is set: a crash in between leaves a password that the next run sets again.
            let password = try Vault.makePassword()
            try vault.write(password, toFile: runtimePasswordFile, as: runtimeLabel())
            try setRuntimePassword(password, in: base)
        }
    }

    private func setRuntimePassword(_ password: borrowing SecretBytes, in base: borrowing Connection) throws {
        let verifier = try SCRAMVerifier.make(password: password)
        try base.execute(
            "alter role \(identifier: Identifier(Settings.runtimeLogin)) password \(literal: verifier)")
    }

    func runtimeLabel() throws -> SecretLabel {
        try SecretLabel(
            tenant: Platform.tenantID, kind: SecretLabel.loginKind, name: Settings.runtimeLogin, version: 1)
    }
}

extension Vault {
    /// Makes new passwords for logins of a tenant and seals them, in the present transaction of the base.
    ///
    /// - Returns: in the order of the logins.
    func issuePasswords(for logins: [Identifier], of tenantID: UUID, in base: borrowing Connection) throws
        -> [SealedPassword]
    {
        if logins.isEmpty { return [] }
        var verifiers: [String] = []
        let versions = try SecretStore(self).set(
            kind: SecretLabel.loginKind, names: logins.map(\.text), of: tenantID, on: base
        ) { _ in
            let password = try Vault.makePassword()
            verifiers.append(try SCRAMVerifier.make(password: password))
            return password
        }
        return logins.indices.map {
            SealedPassword(login: logins[$0], verifier: verifiers[$0], version: versions[$0])
        }
    }
}
