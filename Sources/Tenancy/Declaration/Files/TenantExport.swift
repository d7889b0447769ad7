package import Vocabulary
import YAML

/// How a tenant's declaration is written out.
package enum ExportFormat: String, CaseIterable, Sendable {
    case yaml, json
}

/// A tenant's own declaration, without the templates that it stands on.
///
/// What was exported, imported and exported again is the same to the byte: comments and the styles of quoting are left
/// behind the first time, and every value keeps its spelling.
package struct TenantExport: Sendable {
    private let document: JSON

    init(_ declaration: YAMLNode) {
        document = declaration.json
    }

    init(document: JSON) {
        self.document = document
    }

    /// The key under which secrets stand, which no import takes.
    static let secretsKey = "secrets"

    /// The same with the passwords of its logins, by login.
    package func with(passwords: [(login: String, password: String)]) -> TenantExport {
        guard case .object(let members) = document else { return self }
        let logins = JSON.object(passwords.map { JSON.Member($0.login, .string($0.password)) })
        return TenantExport(
            document: .object(members + [JSON.Member(Self.secretsKey, .object([JSON.Member("logins", logins)]))]))
    }

    /// The text, with a line end.
    package func text(as format: ExportFormat) throws -> String {
        switch format {
        case .yaml: try YAMLWriter().text(of: document)
        case .json: Self.readableAsYAML(document.indented) + "\n"
        }
    }

    /// Writes as `\u…` what JSON lets stand in strings and a YAML file may not hold.
    private static func readableAsYAML(_ json: String) -> String {
        func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
            switch scalar.value {
            case 0x7F...0x9F, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF: true
            default: false
            }
        }
        guard json.unicodeScalars.contains(where: isForbidden) else { return json }
        var text = ""
        for scalar in json.unicodeScalars {
            guard isForbidden(scalar) else {
                text.unicodeScalars.append(scalar)
                continue
            }
            let digits = String(scalar.value, radix: 16)
            text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
        return text
    }
}

extension TenantFolder {
    /// A tenant's own declaration, once it is known to be right.
    ///
    /// - Throws: as ``configuration(of:)-(TenantIdentifier)``.
    package func export(of tenant: TenantIdentifier) throws -> TenantExport {
        _ = try configuration(of: tenant)
        return TenantExport(try declaration(of: tenant))
    }
}
