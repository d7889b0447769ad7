package import Vocabulary

/// One value of a result: what programs read, and what people see.
package struct Cell: Hashable, Sendable {
    package let json: JSON
    package let text: String
    package let style: Style

    private init(_ json: JSON, _ text: String, _ style: Style) {
        self.json = json
        self.text = text
        self.style = style
    }

    /// A value with the text that people see of it.
    package static func value(_ json: JSON, shownAs text: String, style: Style = .plain) -> Cell {
        Cell(json, text, style)
    }

    /// Nothing there.
    package static let absent = Cell(.null, "-", .faint)

    package static func text(_ text: String?, style: Style = .plain) -> Cell {
        text.map { Cell(.string($0), $0, style) } ?? absent
    }

    package static func number(_ number: Int?, style: Style = .plain) -> Cell {
        number.map { Cell(.number(String($0)), String($0), style) } ?? absent
    }

    /// A number with digits after the point; what is not finite is nothing.
    package static func decimal(_ number: Double?, style: Style = .plain) -> Cell {
        guard let number, number.isFinite else { return absent }
        return Cell(.number(String(number)), String(number), style)
    }

    package static func bool(_ value: Bool?, style: Style = .plain) -> Cell {
        value.map { Cell(.bool($0), $0 ? "yes" : "no", style) } ?? absent
    }

    /// Bytes for programs, the largest fitting unit for people.
    package static func size(_ size: ByteCount?, style: Style = .plain) -> Cell {
        size.map { Cell(.number(String($0.bytes)), $0.description, style) } ?? absent
    }

    /// Several texts, for people on one line.
    package static func list(_ texts: [String], style: Style = .plain) -> Cell {
        Cell(.array(texts.map(JSON.string)), texts.isEmpty ? "-" : texts.joined(separator: ", "), style)
    }

    /// Whether it stands on the right of its column unless that says otherwise.
    var isNumber: Bool {
        if case .number = json { true } else { false }
    }
}
