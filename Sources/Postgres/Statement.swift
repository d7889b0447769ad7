/// What a failure may show of a statement, and the values that it may not.
struct Statement {
    /// The statement with `$1` for values and stars for literals.
    let text: String

    /// What the text is called when a place in it is shown.
    let name: String

    /// The values, which no message may repeat.
    let values: [BoundValue]

    init(_ sql: SQL) {
        text = sql.shownText
        name = "statement"
        values = sql.values
    }

    init(script text: String, name: String) {
        self.text = text
        self.name = name
        values = []
    }
}
