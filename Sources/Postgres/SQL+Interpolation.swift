package import Vocabulary

extension SQL: ExpressibleByStringInterpolation {
    package init(stringLiteral text: String) {
        self.init(raw: text)
    }

    package init(stringInterpolation: Interpolation) {
        self.init(pieces: stringInterpolation.pieces)
    }

    /// What may stand between `\(` and `)` in a statement.
    package struct Interpolation: StringInterpolationProtocol {
        fileprivate var pieces: [Piece] = []

        package init(literalCapacity: Int, interpolationCount: Int) {
            pieces.reserveCapacity(2 * interpolationCount + 1)
        }

        package mutating func appendLiteral(_ literal: String) {
            if !literal.isEmpty { pieces.append(.text(literal)) }
        }

        /// Binds a value as a parameter.
        package mutating func appendInterpolation(_ value: some PostgresEncodable) {
            pieces.append(.value(value.postgresValue))
        }

        /// Binds a value or null as a parameter.
        package mutating func appendInterpolation<Value: PostgresEncodable>(orNull value: Value?) {
            pieces.append(.value(value.postgresValue))
        }

        /// Binds the raw text of an enumeration as a parameter.
        @_disfavoredOverload
        package mutating func appendInterpolation<Value: RawRepresentable>(_ value: Value)
        where Value.RawValue == String {
            pieces.append(.value(value.rawValue.postgresValue))
        }

        /// Binds the raw text of an enumeration, or null, as a parameter.
        @_disfavoredOverload
        package mutating func appendInterpolation<Value: RawRepresentable>(orNull value: Value?)
        where Value.RawValue == String {
            pieces.append(.value((value?.rawValue).postgresValue))
        }

        /// Writes a name in quotes.
        package mutating func appendInterpolation(identifier name: Identifier) {
            pieces.append(.text(quotedIdentifier(name)))
        }

        /// Writes a qualified name, each part in quotes: `"schema"."table"`.
        package mutating func appendInterpolation(identifier qualifier: Identifier, _ name: Identifier) {
            pieces.append(.text("\(quotedIdentifier(qualifier)).\(quotedIdentifier(name))"))
        }

        /// Writes a constant, for statements such as DDL that take no parameters.
        package mutating func appendInterpolation(literal text: String) {
            pieces.append(.literal(quotedLiteral(text)))
        }

        /// Writes text as it stands: on purpose, from a trusted source.
        package mutating func appendInterpolation(raw text: String) {
            appendLiteral(text)
        }

        /// Writes another statement's text and binds its values.
        package mutating func appendInterpolation(sql: SQL) {
            pieces += sql.pieces
        }
    }
}

private func quotedIdentifier(_ name: Identifier) -> String {
    "\"\(doubled("\"", in: name.text))\""
}

/// Quotes a constant so that it reads the same whatever `standard_conforming_strings` is.
///
/// The space parts the `E` from a word before it, as libpq's own function does.
private func quotedLiteral(_ text: String) -> String {
    let escaped = doubled("'", in: text)
    return escaped.utf8.contains(UInt8(ascii: "\\")) ? " E'\(doubled("\\", in: escaped))'" : "'\(escaped)'"
}

/// Works on scalars: a combining mark after a quote makes another `Character` of it.
private func doubled(_ mark: Unicode.Scalar, in text: String) -> String {
    if !text.utf8.contains(UInt8(ascii: mark)) { return text }
    var result = ""
    for scalar in text.unicodeScalars {
        if scalar == mark { result.unicodeScalars.append(mark) }
        result.unicodeScalars.append(scalar)
    }
    return result
}
