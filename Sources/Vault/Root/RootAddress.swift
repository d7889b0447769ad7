package import PKCS11

/// The place of a root key, as the settings or a command name it.
///
/// Written as `file:/etc/socle/root.key`, or as the URI of a key in a token. The environment has no address: a
/// command can only be told of it by the setting.
package enum RootAddress: Sendable, Hashable, CustomStringConvertible {
    case file(path: String)
    case environment(variable: String)
    case token(PKCS11Address)

    /// Reads an address.
    ///
    /// - Throws: VLT106 for a text that names no place; PKC101 for a URI of a token that breaks a rule.
    package init(_ text: String) throws {
        if text.lowercased().hasPrefix(PKCS11Address.scheme) {
            try self.init(pkcs11: text)
            return
        }
        let scheme = "file:"
        guard text.hasPrefix(scheme) else { throw VaultFailure.rootAddress }
        let rest = text.dropFirst(scheme.count)
        // file:///path names this machine by an empty host; another host has no file of ours.
        let path = rest.hasPrefix("///") ? rest.dropFirst(2) : rest
        guard path.hasPrefix("/"), !path.hasPrefix("//"), !path.utf8.contains(0) else {
            throw VaultFailure.rootAddress
        }
        self = .file(path: String(path))
    }

    /// Reads the URI of a key in a token, and takes nothing else.
    ///
    /// - Throws: PKC101 with the rule that is broken.
    package init(pkcs11 text: String) throws {
        self = .token(try PKCS11Address(text))
    }

    package var description: String {
        switch self {
        case .file(let path): "file:\(path)"
        case .environment(let variable): "environment variable \(variable)"
        case .token(let address): address.text
        }
    }

    /// The key that is there.
    ///
    /// - Throws: VLT101, VLT102; VLT105 and the failures of tokens (PKC…).
    package func provider() throws -> any RootKeyProvider {
        switch self {
        case .file(let path): try RootKey(file: path)
        case .environment(let variable): try RootKey(environment: variable)
        case .token(let address): try PKCS11RootKey(address)
        }
    }

    /// The key that is there, or a new one when none is.
    ///
    /// - Throws: as ``provider()`` for a key that is not as it must be; VLT401.
    package func providerMakingKey() throws -> any RootKeyProvider {
        do {
            return try provider()
        } catch VaultFailure.rootKeyFile(_, .missing), PKCS11Failure.noKey {
            return try makeKey()
        }
    }

    /// Makes a new key there, which never replaces another.
    ///
    /// - Throws: VLT101 or PKC404 when there is one; VLT107 for the environment; VLT401.
    package func makeKey() throws -> any RootKeyProvider {
        switch self {
        case .file(let path): return try RootKey.create(at: path)
        case .environment(let variable): throw VaultFailure.rootKeyNotMade(variable: variable)
        case .token(let address): return try PKCS11RootKey.create(address)
        }
    }
}
