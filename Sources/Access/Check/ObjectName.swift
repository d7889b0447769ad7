package import Vocabulary

/// An object as somebody names it: `schema`, `schema.table`, `schema.table.column` or `schema.function(types)`.
///
/// A part in double quotes is taken as it stands, and may hold dots; one without is read as PostgreSQL
/// reads it, in lowercase.
package struct ObjectName: Hashable, Sendable, CustomStringConvertible {
    package let schema: Identifier
    package let object: Identifier?
    package let column: Identifier?
    /// The types between the brackets of a function, as they were written.
    package let arguments: String?

    package let description: String

    /// - Throws: ``AccessFailure/notAnObject(_:)``, or ``NameFailure`` for a part that is no name.
    package init(_ text: String) throws {
        var names = Substring(text)
        var arguments: String?
        if text.hasSuffix(")"), let bracket = Self.openingBracket(in: text) {
            arguments = String(text[text.index(after: bracket)...].dropLast())
            names = text[..<bracket]
        }
        let parts = try Self.parts(of: names, in: text).map { try Identifier($0) }
        guard (1...3).contains(parts.count), arguments == nil || parts.count == 2 else {
            throw AccessFailure.notAnObject(text)
        }
        schema = parts[0]
        object = parts.count > 1 ? parts[1] : nil
        column = parts.count > 2 ? parts[2] : nil
        self.arguments = arguments
        description = text
    }

    /// The bracket that begins a function's types: the first outside of quotes.
    private static func openingBracket(in text: String) -> String.Index? {
        var isQuoted = false
        for index in text.indices {
            if text[index] == "\"" { isQuoted.toggle() }
            if text[index] == "(", !isQuoted { return index }
        }
        return nil
    }

    private static func parts(of names: Substring, in text: String) throws -> [String] {
        var parts: [String] = []
        var rest = names.unicodeScalars
        while true {
            if rest.first == "\"" {
                rest.removeFirst()
                parts.append(try quotedPart(&rest, in: text))
            } else {
                let plain = rest.prefix { $0 != "." && $0 != "\"" }
                parts.append(String(plain).lowercased())
                rest = rest[plain.endIndex...]
            }
            guard let next = rest.popFirst() else { return parts }
            guard next == "." else { throw AccessFailure.notAnObject(text) }
        }
    }

    /// Reads up to the quote that ends a part; two quotes are one that belongs to the name.
    private static func quotedPart(_ rest: inout Substring.UnicodeScalarView, in text: String) throws -> String {
        var part = ""
        while let scalar = rest.popFirst() {
            if scalar == "\"" {
                guard rest.first == "\"" else { return part }
                rest.removeFirst()
            }
            part.unicodeScalars.append(scalar)
        }
        throw AccessFailure.notAnObject(text)
    }
}
