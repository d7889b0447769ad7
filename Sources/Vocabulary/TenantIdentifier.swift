/// The short name of a tenant, from which its schemas and roles are named.
///
/// For example `rennes_metropole`. Letters, digits and underscores only, so
/// that every derived name is the same with and without quotes.
package struct TenantIdentifier: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let text: String

    /// - Throws: ``NameFailure``, which says the rule that was broken.
    package init(_ text: String) throws {
        try checkWord(text, kindOfName: "tenant identifier", reserved: Self.reserved)
        guard !"\(text)_".contains("pg_") else {
            throw NameFailure(kindOfName: "tenant identifier", text: text, reason: .hiddenFromMetabase)
        }
        self.text = text
    }

    package var description: String { text }

    package static func < (left: TenantIdentifier, right: TenantIdentifier) -> Bool { left.text < right.text }

    /// Names that belong to PostgreSQL, to PostGIS or to the platform.
    private static let reserved: Set<String> = [
        "catalogue", "commun", "information_schema", "mesh", "postgis", "postgres", "public", "socle",
        "template0", "template1", "tiger", "topology",
    ]
}

/// A theme of a tenant's data, such as `economie` or `logement`.
package struct Theme: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let text: String

    /// - Throws: ``NameFailure``, which says the rule that was broken.
    package init(_ text: String) throws {
        try checkWord(text, kindOfName: "theme", reserved: Self.reserved)
        self.text = text
    }

    package var description: String { text }

    package static func < (left: Theme, right: Theme) -> Bool { left.text < right.text }

    /// The last words of the schemas and roles that every tenant has beside its themes.
    private static let reserved: Set<String> = Set(
        ["admin", "analytics", "app", "audit", "data", "delete", "etl", "owner", "read", "share", "write"]
            + Channel.allCases.map(\.rawValue))
}

extension TenantIdentifier: Codable {
    package init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

extension Theme: Codable {
    package init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

/// Checks the rule that tenant identifiers, themes and names of servers share.
///
/// Two such words and an underscore stay within PostgreSQL's 63 bytes.
func checkWord(_ text: String, kindOfName: String, reserved: Set<String>) throws {
    guard !text.isEmpty else { throw NameFailure(kindOfName: kindOfName, text: text, reason: .empty) }
    let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    let isWord = text.utf8.allSatisfy { letters.contains($0) || digits.contains($0) || $0 == UInt8(ascii: "_") }
    guard (2...31).contains(text.utf8.count), isWord, let first = text.utf8.first, letters.contains(first) else {
        let rule = "Use 2 to 31 characters: a lowercase letter, then lowercase letters, digits and underscores."
        throw NameFailure(kindOfName: kindOfName, text: text, reason: .pattern(rule))
    }
    guard !reserved.contains(text), !text.hasPrefix("pg_") else {
        throw NameFailure(kindOfName: kindOfName, text: text, reason: .reserved)
    }
}
