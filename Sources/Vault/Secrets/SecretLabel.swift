package import FoundationEssentials
internal import Vocabulary

/// Whose secret it is, what it opens, and which version: everything that its sealing binds.
package struct SecretLabel: Sendable, Hashable, CustomStringConvertible {
    /// The kind of the passwords of PostgreSQL's logins, which the role names.
    package static let loginKind = "login"
    /// The kind of the passwords with which the provisioner reaches servers beside the base's, which the server names.
    package static let serverKind = "server"

    package let tenant: UUID
    package let kind: String
    package let name: String

    /// Counted from 1.
    package let version: Int

    /// - Throws: VLT303 when kind, name or version breaks its rule.
    package init(tenant: UUID, kind: String, name: String, version: Int) throws {
        guard Self.isKind(kind) else { throw VaultFailure.label(.kind(kind)) }
        let isName = (1...200).contains(name.utf8.count)
        guard isName, name.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
            throw VaultFailure.label(.name(name))
        }
        guard (1...Int(Int32.max)).contains(version) else { throw VaultFailure.label(.version(version)) }
        self.tenant = tenant
        self.kind = kind
        self.name = name
        self.version = version
    }

    package var description: String {
        "secret \(quoted("\(kind)/\(name)")) version \(version) of tenant \(tenant.lowercased)"
    }

    private static func isKind(_ kind: String) -> Bool {
        guard (1...63).contains(kind.utf8.count), let first = kind.utf8.first else { return false }
        let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        return letters.contains(first)
            && kind.utf8.allSatisfy { letters.contains($0) || digits.contains($0) || $0 == UInt8(ascii: "_") }
    }
}

extension UUID {
    /// The text in lowercase, as PostgreSQL writes it.
    var lowercased: String { uuidString.lowercased() }

    /// The 16 bytes in the order of the text.
    var bytes: [UInt8] { withUnsafeBytes(of: uuid) { Array($0) } }
}
