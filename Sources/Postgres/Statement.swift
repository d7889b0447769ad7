/// What a failure may show of a statement, and the values that it may not.
struct Statement {
    private enum Source {
        case statement(SQL)
        case script(String)
    }

    private let source: Source

    /// The statement with `$1` for values and stars for literals, made when it is asked for: a literal may be long.
    var text: String {
        switch source {
        case .statement(let sql): sql.shownText
        case .script(let text): text
        }
    }

    /// What the text is called when a place in it is shown.
    let name: String

    /// The values, which no message may repeat.
    let values: [BoundValue]

    init(_ sql: SQL) {
        source = .statement(sql)
        name = "statement"
        values = sql.values
    }

    init(script text: String, name: String) {
        source = .script(text)
        self.name = name
        values = []
    }

    /// The line on which the script's statement begins that was reached after so many others.
    func line(afterCompleting count: Int) -> Int? {
        guard case .script(let text) = source else { return nil }
        let lines = ScriptScanner(text).lines
        return lines.indices.contains(count) ? lines[count] : nil
    }
}
