import Vocabulary

/// The members that a plan may have, and the words that some of them choose among.
///
/// What a person writes wrongly is refused by its place: a member that is
/// passed over would be one that is silently as usual.
enum PlanMembers {
    private indirect enum Shape: Sendable {
        case anything
        case word([String])
        case object([String: Shape])
        case objects([String: Shape])
    }

    /// What is wrong with a plan, and what may have been meant.
    struct Problem: Error {
        let words: String
        let hint: String?
    }

    /// - Throws: ``Problem`` for a member that no plan has, and a word that is none of the allowed.
    static func check(_ plan: JSON) throws(Problem) {
        try check(plan, against: .object(source), at: "")
    }

    private static func check(_ value: JSON, against shape: Shape, at place: String) throws(Problem) {
        switch (shape, value) {
        case (.word(let words), .string(let word)) where !words.contains(word):
            let nearest = nearestName(to: word, in: words).map { "Did you mean \(quoted($0))?" }
            throw Problem(
                words: "\(place): \(quoted(word)) is none of \(words.map { quoted($0) }.joined(separator: ", "))",
                hint: nearest)
        case (.object(let members), .object(let found)):
            for member in found {
                guard let shape = members[member.name] else {
                    let nearest = nearestName(to: member.name, in: members.keys)
                    throw Problem(
                        words: (place.isEmpty ? "" : "\(place): ") + "there is no member \(quoted(member.name))",
                        hint: nearest.map { "Did you mean \(quoted($0))?" }
                            ?? "It may have \(members.keys.sorted().joined(separator: ", ")).")
                }
                try check(member.value, against: shape, at: place.isEmpty ? member.name : "\(place).\(member.name)")
            }
        case (.objects(let members), .array(let elements)):
            for (index, element) in elements.enumerated() {
                try check(element, against: .object(members), at: "\(place)[\(index)]")
            }
        default: break
        }
    }

    private static func words<Choice: CaseIterable & RawRepresentable>(_: Choice.Type) -> Shape
    where Choice.RawValue == String {
        .word(Choice.allCases.map(\.rawValue))
    }

    private static let rows: Shape = .object(["first_row": .anything, "last_row": .anything])

    private static let source: [String: Shape] = [
        "format": words(SniffOptions.Format.self), "containers": .anything, "encoding": words(TextEncoding.self),
        "fallback_encoding": words(TextEncoding.self), "path": .anything,
        "rows": words(JSONLayout.Rows.self), "key": .anything, "evidence": .anything,
        "warnings": .anything, "tables": .objects(table),
        "dialect": .object([
            "delimiter": .anything, "quote": .anything, "escape": words(Dialect.Escape.self),
            "line_end": words(Dialect.LineEnd.self), "skips_blanks_before_quote": .anything, "lines_quoted": .anything,
            "starts": .anything,
        ]),
    ]

    private static let table: [String: Shape] = [
        "name": .anything, "title": rows, "header": rows, "code_row": .anything,
        "data": .object(["first_row": .anything, "last_row": .anything, "to_end": .anything]), "totals": .anything,
        "footer": rows, "width": .anything, "evidence": .anything, "columns": .objects(column),
    ]

    private static let column: [String: Shape] = [
        "name": .anything, "label": .anything, "field": .anything, "type": .anything,
        "meaning": words(Meaning.self), "is_status": .anything, "evidence": .anything,
        "format": .object([
            "decimal": words(NumberFormat.Decimal.self), "grouping": words(NumberFormat.Grouping.self),
            "unit": words(NumberFormat.Unit.self), "date_order": words(DateOrder.self),
            "restored_code": words(CodeForm.self), "null_words": .anything, "trimmed": .anything,
        ]),
    ]
}
