internal import Postgres

/// A default of the source that is a constant or the time, and so can be written anew.
struct PlainDefault {
    let sql: SQL

    /// - Returns: nil for every other expression, since the source's text is never run.
    init?(_ text: String) {
        switch text.lowercased() {
        case "true", "false", "now()", "current_date", "current_timestamp", "localtimestamp":
            sql = SQL(raw: text.lowercased())
            return
        default: break
        }
        let digits = text.hasPrefix("'") ? nil : text
        if let digits, !digits.isEmpty, digits.utf8.count <= 40,
            digits.wholeMatch(of: /\(?-?[0-9]+(\.[0-9]+)?\)?/) != nil
        {
            sql = "\(raw: digits.filter { $0 != "(" && $0 != ")" })"
            return
        }
        // 'text'::type, of which only the text is taken.
        guard text.first == "'", let end = text.lastIndex(of: "'"), end != text.startIndex else { return nil }
        let tail = text[text.index(after: end)...]
        let inner = text[text.index(after: text.startIndex)..<end]
        let isWhole = inner.replacing("''", with: "").contains("'") == false
        guard isWhole, tail.isEmpty || tail.wholeMatch(of: /::[A-Za-z0-9_ ."\[\]]+/) != nil else { return nil }
        sql = "\(literal: String(inner).replacing("''", with: "'"))"
    }
}
