/// A value that can be read from a column, from PostgreSQL's text format.
///
/// A type backed by a `String` needs only to declare the conformance:
///
///     extension Mode: PostgresDecodable {}
package protocol PostgresDecodable {
    /// The value that a null stands for, which only an `Optional` has.
    static var fromNull: Self? { get }

    /// Nil when the text is not such a value.
    init?(postgresText text: String)

    /// An array of such values; `[UInt8]` alone differs, being `bytea`.
    static func array(fromPostgresText text: String) -> [Self]?
}

extension PostgresDecodable {
    package static var fromNull: Self? { nil }

    package static func array(fromPostgresText text: String) -> [Self]? {
        guard let texts = arrayElements(of: text) else { return nil }
        var elements: [Self] = []
        elements.reserveCapacity(texts.count)
        for text in texts {
            guard let element = text.map({ Self(postgresText: $0) }) ?? Self.fromNull else { return nil }
            elements.append(element)
        }
        return elements
    }
}

extension PostgresDecodable where Self: RawRepresentable, RawValue == String {
    package init?(postgresText text: String) { self.init(rawValue: text) }
}

extension String: PostgresDecodable {
    package init?(postgresText text: String) { self = text }
}

extension Bool: PostgresDecodable {
    package init?(postgresText text: String) {
        switch text {
        case "t": self = true
        case "f": self = false
        default: return nil
        }
    }
}

extension Int: PostgresDecodable {
    package init?(postgresText text: String) { self.init(text) }
}

extension Int32: PostgresDecodable {
    package init?(postgresText text: String) { self.init(text) }
}

extension Int64: PostgresDecodable {
    package init?(postgresText text: String) { self.init(text) }
}

extension Double: PostgresDecodable {
    package init?(postgresText text: String) { self.init(text) }
}

/// A byte is read in arrays only, which are `bytea` in its hexadecimal form.
extension UInt8: PostgresDecodable {
    package init?(postgresText text: String) { self.init(text) }

    package static func array(fromPostgresText text: String) -> [UInt8]? {
        bytes(fromHexadecimal: text)
    }
}

extension Array: PostgresDecodable where Element: PostgresDecodable {
    package init?(postgresText text: String) {
        guard let elements = Element.array(fromPostgresText: text) else { return nil }
        self = elements
    }
}

extension Optional: PostgresDecodable where Wrapped: PostgresDecodable {
    package static var fromNull: Wrapped?? { .some(nil) }

    package init?(postgresText text: String) {
        guard let value = Wrapped(postgresText: text) else { return nil }
        self = .some(value)
    }
}
