/// What a failure may show of a statement, and the values that it may not.
struct Statement {
    /// The statement with `$1` for values and stars for literals.
    let text: String

    /// What the text is called when a place in it is shown.
    let name: String

    /// The values, which no message may repeat.
    let values: [BoundValue]

    /// Whether the text may hold several statements.
    private let isScript: Bool

    init(_ sql: SQL) {
        text = sql.shownText
        name = "statement"
        values = sql.values
        isScript = false
    }

    init(script text: String, name: String) {
        self.text = text
        self.name = name
        values = []
        isScript = true
    }

    /// The line on which the script's statement begins that was reached after so many others.
    func line(afterCompleting count: Int) -> Int? {
        guard isScript else { return nil }
        let lines = ScriptScanner(text).lines
        return lines.indices.contains(count) ? lines[count] : nil
    }
}
