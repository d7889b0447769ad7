import Compliance
import Vault
package import Vocabulary

/// A secret among those of its owner: `token/api`.
package struct SecretName: Hashable, Sendable, CustomStringConvertible {
    /// What it opens: one word, such as `token`.
    package let kind: String
    package let name: String

    package init(kind: String, name: String) {
        self.kind = kind
        self.name = name
    }

    /// Reads `KIND/NAME`; the name may hold further slashes.
    ///
    /// - Throws: ``SecretFailure/noKind(_:)``, or VLT303 for a kind or a name that none can have.
    package init(_ text: String) throws {
        guard let slash = text.firstIndex(of: "/") else { throw SecretFailure.noKind(text) }
        kind = String(text[..<slash])
        name = String(text[text.index(after: slash)...])
        _ = try SecretLabel(tenant: Platform.tenantID, kind: kind, name: name, version: 1)
    }

    /// The password of a login.
    package static func login(_ login: Identifier) -> SecretName {
        SecretName(kind: SecretLabel.loginKind, name: login.text)
    }

    package var description: String { "\(kind)/\(name)" }

    /// Whether the program itself makes and needs it.
    func isOwn(of owner: SecretOwner) -> Bool {
        owner == .platform ? kind == "signing_key" : (kind, name) == SubjectKey.secret
    }

    /// Whether it is the password of a login, which the server has to learn together with the vault.
    var isLogin: Bool { kind == SecretLabel.loginKind }
}
