/// What a column's label suggests, against which its values are held: it decides nothing alone.
struct ColumnHint: Equatable {
    /// What the values may stand for.
    var meaning: Meaning?

    /// Whether they are codes of some kind.
    var isCode = false

    /// Whether they name something, as an `id` or a number does.
    var isIdentifier = false

    /// Whether they are called an `id` and no code: a count of rows has no zeros to get back.
    var isRowNumber = false

    /// Whether they are days or moments.
    var isDate = false

    /// Whether they are amounts.
    var isAmount = false
}

extension ColumnHint {
    /// - Parameter name: a clean name as ``ColumnName`` makes it, such as `code_postal`.
    init(_ name: String) {
        let words = Set(name.split(separator: "_").map(String.init))
        meaning = MeaningHint.guess(name)
        isCode = meaning == .code || !words.isDisjoint(with: ["code", "codes"])
        isIdentifier =
            !words.isDisjoint(with: ["id", "ids", "identifiant", "num", "numero", "siren", "siret"])
            || name.hasPrefix("id")
        isRowNumber =
            !words.isDisjoint(with: ["id", "ids", "identifiant"]) && words.isDisjoint(with: ["code", "insee", "cog"])
        isDate = MeasureWords.isDate(words)
        isAmount = MeasureWords.isAmount(words)
    }

    /// Hints for all columns of a table.
    static func all(_ names: [String]) -> [ColumnHint] {
        zip(names, MeaningHint.guesses(names)).map { name, meaning in
            var hint = ColumnHint(name)
            hint.meaning = meaning
            return hint
        }
    }
}
