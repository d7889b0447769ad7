/// Regular expressions of PostgreSQL that tell what a text was meant to be.
enum TextPattern {
    /// Characters beyond which a text is no number, date or address, and is not searched for one.
    static let limit = 2000

    static let blankEdge = #"^\s|\s$"#
    static let plainNumber = #"^\s*-?(0|[1-9]\d*)(\.\d+)?\s*$"#
    static let frenchDate = #"^\s*\d{1,2}[/.]\d{1,2}[/.]\d{4}(\s+\d{1,2}:\d{2}(:\d{2})?)?\s*$"#
    static let isoDate = #"^\s*\d{4}-\d{2}-\d{2}\s*$"#
    static let fourDigits = #"^\s*[1-9]\d{3}\s*$"#
    static let communeCode = #"^\s*(0[1-9]|[1-8]\d|9[0-5]|2[AB]|97|98)\d{3}\s*$"#
    static let email = #"^\s*[^@\s]+@[^@\s]+\.[A-Za-z]{2,}\s*$"#
    static let phone = #"^\s*(\+33|0033|0)[\s.-]*[1-9]([\s.-]*\d{2}){4}\s*$"#

    /// - Parameter hasUnicode: whether the source's encoding has the thin spaces.
    static func commaNumber(hasUnicode: Bool) -> String {
        let blank = hasUnicode ? #"[ \u00A0\u202F\u2009]"# : #"[ \u00A0]"#
        return #"^\s*-?(\d+|\d{1,3}("# + blank + #"\d{3})+),\d+\s*$"#
    }

    /// What is left of é when its two bytes were taken for two characters.
    static func mojibake(hasUnicode: Bool) -> String {
        guard hasUnicode else { return #"[\u00C2\u00C3][\u0080-\u00BF]"# }
        let high = #"\u20AC\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\u017D\u2018\u2019"#
        let rest = #"\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\u017E\u0178"#
        return #"[\u00C2\u00C3][\u0080-\u00BF"# + high + rest + #"]|\u00E2\u20AC"#
    }
}
