import Vocabulary

/// The form that a text must have, and what to tell the writer of one that has not.
struct TextForm: Sendable {
    /// What a message calls such a text: `a cron line`.
    let inWords: String
    /// What helps the writer of a text that has not the form.
    let advise: @Sendable (String) -> String
    /// Says whether a text has the form; a thrown failure keeps its code and words.
    let accepts: @Sendable (String) throws -> Bool

    init(
        inWords: String, advise: @escaping @Sendable (String) -> String,
        accepts: @escaping @Sendable (String) throws -> Bool
    ) {
        self.inWords = inWords
        self.advise = advise
        self.accepts = accepts
    }

    /// - Parameter advice: what helps whatever was written, with an example.
    init(inWords: String, advice: String, accepts: @escaping @Sendable (String) throws -> Bool) {
        self.init(inWords: inWords, advise: { _ in advice }, accepts: accepts)
    }
}

extension TextForm {
    static let line = TextForm(
        inWords: "a text on one line", advice: "Write 1 to 256 characters, none of them a control character."
    ) { text in
        // Most texts are plain, and nothing needs to be looked up of them.
        if text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) { return (1...256).contains(text.utf8.count) }
        return (1...256).contains(text.unicodeScalars.count)
            && text.unicodeScalars.contains { !$0.properties.isWhitespace }
            && !text.unicodeScalars.contains {
                [.control, .lineSeparator, .paragraphSeparator].contains($0.properties.generalCategory)
            }
    }
    static let tenantIdentifier = TextForm(inWords: "a tenant identifier", advice: "") { text in
        _ = try TenantIdentifier(text)
        return true
    }
    static let theme = TextForm(inWords: "a theme", advice: "") { text in
        _ = try Theme(text)
        return true
    }
    static let server = TextForm(inWords: "a server's name", advice: "") { text in
        _ = try ServerName(text)
        return true
    }
    static let columnName = TextForm(inWords: "a column's name", advice: "") { text in
        _ = try Identifier(text)
        return true
    }
    static let region = TextForm(inWords: "a region", advice: Region.advice, accepts: { Region.isRegion($0) })
    static let cron = TextForm(
        inWords: "a cron line", advice: "Write minute, hour, day, month and day of the week, as in '0 2 * * 0'.",
        accepts: { (try? CronExpression($0)) != nil })
    static let span = TextForm(
        inWords: "a length of time", advice: "Write a number and days, weeks, months or years, as in '7 years'."
    ) { CalendarSpan($0) != nil }
    static let duration = TextForm(
        inWords: "a duration", advice: "Write a number and s, m, h or d, as in '5m'."
    ) { text in
        let digits = text.dropLast()
        return (1...9).contains(digits.count) && digits.allSatisfy { $0.isASCII && $0.isNumber }
            && ["s", "m", "h", "d"].contains(text.last)
    }
    static let memory = memory(fromKilobytes: 1)

    /// An amount of memory within what PostgreSQL takes for a parameter.
    static func memory(fromKilobytes least: Int) -> TextForm {
        TextForm(
            inWords: "an amount of memory",
            advice: "Write a whole number and kB, MB, GB or TB, as in '64MB', from \(least) kB to 2047 GB."
        ) { text in
            guard let size = MemorySize(text) else { return false }
            return (MemorySize(kilobytes: least)...MemorySize(kilobytes: Int(Int32.max))).contains(size)
        }
    }

    static let network = TextForm(
        inWords: "a network",
        advise: { text in
            NetworkRange(text).map { "Write '\($0)'." } ?? "Write its first address and a prefix, as in '10.0.0.0/8'."
        },
        accepts: { text in
            guard let range = NetworkRange(text) else { return false }
            return [text, "\(text)/32", "\(text)/128"].contains(range.description)
        })
    static let table = TextForm(
        inWords: "a table of the tenant", advice: "Write theme, data or analytics, a point and the table's name."
    ) { text in
        guard let point = text.firstIndex(of: ".") else { return false }
        _ = try Identifier(String(text[text.index(after: point)...]))
        return point != text.startIndex
    }
}
