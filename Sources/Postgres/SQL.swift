/// A statement, or a part of one, built by interpolation that cannot inject.
///
/// A value becomes a bound parameter, which no text in it can leave; an
/// identifier and a literal need their label and are quoted; raw text needs
/// the label `raw`, so that each use is found by a search.
///
///     let statement: SQL = """
///         select name from \(identifier: schema, table) where code = \(code)
///         """
///
/// A value is typed as if it stood in the statement: a `String` is inferred
/// like a quoted constant, an `Int` is `integer` or `bigint`. Where nothing
/// tells the server the type (`jsonb_build_object('name', \(name))`), write a
/// cast: `\(name)::text`.
package struct SQL: Hashable, Sendable {
    enum Piece: Hashable, Sendable {
        case text(String)
        case value(BoundValue)
        /// A constant, already in its quotes.
        case literal(String)
    }

    private(set) var pieces: [Piece]

    init(pieces: [Piece]) {
        self.pieces = pieces
    }

    /// A text that is a statement as it stands, from a source that is trusted.
    package init(raw text: String) {
        pieces = text.isEmpty ? [] : [.text(text)]
    }

    /// Whether there is no text at all.
    package var isEmpty: Bool { pieces.isEmpty }

    /// The statement as it is sent, with `$1` and so on for the values.
    package var text: String {
        render { $0 }
    }

    /// The values, in the order of their numbers.
    package var values: [BoundValue] {
        pieces.compactMap { piece in
            if case .value(let value) = piece { value } else { nil }
        }
    }

    /// The statement as somebody could type it, with its values in their places; what is secret is in it too.
    package var reviewText: String {
        var text = ""
        for piece in pieces {
            switch piece {
            case .text(let part): text += part
            case .literal(let quoted): text += quoted
            case .value(let value):
                switch value.content {
                case .null: text += "null"
                case .text(let value): text += ("\(literal: value)" as SQL).text
                case .bytes(let bytes): text += "'\(hexadecimal(bytes))'"
                }
            }
        }
        return text
    }

    /// The statement for readers: literals are starred out, character by character.
    ///
    /// A position in the sent text is the same position in this one.
    var shownText: String {
        render { literal in
            let scalars = literal.unicodeScalars
            guard let opening = scalars.firstIndex(of: "'") else { return literal }
            let stars = String(repeating: "*", count: scalars[opening...].count - 2)
            return "\(String(scalars[...opening]))\(stars)'"
        }
    }

    private func render(literal show: (String) -> String) -> String {
        var text = ""
        var number = 0
        for piece in pieces {
            switch piece {
            case .text(let part): text += part
            case .literal(let quoted): text += show(quoted)
            case .value:
                number += 1
                text += "$\(number)"
            }
        }
        return text
    }
}

extension SQL: CustomStringConvertible, CustomReflectable {
    /// The statement with `$1` and so on, and with literals starred out: never a value.
    package var description: String { shownText }

    package var customMirror: Mirror { Mirror(self, children: ["text": shownText]) }
}

extension Sequence<SQL> {
    /// Joins parts of a statement; parameters are numbered anew.
    package func joined(separator: SQL = ", ") -> SQL {
        var pieces: [SQL.Piece] = []
        for (index, part) in self.enumerated() {
            if index > 0 { pieces += separator.pieces }
            pieces += part.pieces
        }
        return SQL(pieces: pieces)
    }
}
