/// Finds where each statement of a script begins, as PostgreSQL's lexer sees it.
///
/// Used only to name the line of a statement that failed without a position;
/// the server itself takes the script apart when it runs it. Known are
/// comments (nested ones too), strings of each kind, quoted names,
/// parentheses, and SQL bodies of functions between `begin atomic` and `end`.
///
/// **Source** `src/fe_utils/psqlscan.l` of PostgreSQL, which has the same task.
struct ScriptScanner {
    /// The line of each statement's first word, from 1.
    private(set) var lines: [Int] = []

    private var rest: ArraySlice<UInt8>
    private var line = 1
    /// Whether a word of the present statement was seen.
    private var isInStatement = false
    private var parenthesisDepth = 0
    /// How many `begin` and `case` of a function's body are open.
    private var bodyDepth = 0
    /// The first words of the statement, which tell whether it makes a function.
    private var words: [String] = []

    init(_ script: String) {
        rest = Array(script.utf8)[...]
        while !rest.isEmpty { step() }
    }

    /// Takes one lexeme off the front.
    private mutating func step() {
        guard let byte = rest.first else { return }
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"), 0x0C: take()
        case UInt8(ascii: "-") where starts("--"): while let byte = rest.first, byte != 0x0A { take() }
        case UInt8(ascii: "/") where starts("/*"): takeComment()
        case UInt8(ascii: ";"): takeSemicolon()
        default:
            if !isInStatement {
                isInStatement = true
                lines.append(line)
            }
            takeLexeme(byte)
        }
    }

    private mutating func takeLexeme(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "'"): takeQuoted(by: byte, isEscaping: false)
        case UInt8(ascii: "\""): takeQuoted(by: byte, isEscaping: false)
        case UInt8(ascii: "$"): takeDollar()
        case UInt8(ascii: "("):
            parenthesisDepth += 1
            take()
        case UInt8(ascii: ")"):
            parenthesisDepth = max(0, parenthesisDepth - 1)
            take()
        case let byte where isWordStart(byte): takeWord()
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            // `$1` of a function's body is no dollar quote; nor is `1$a$`.
            while let byte = rest.first, isWordPart(byte) { take() }
        default: take()
        }
    }

    private mutating func takeSemicolon() {
        take()
        guard parenthesisDepth == 0, bodyDepth == 0 else { return }
        isInStatement = false
        words = []
    }

    private mutating func takeComment() {
        var depth = 0
        repeat {
            if starts("/*") {
                depth += 1
                take(2)
            } else if starts("*/") {
                depth -= 1
                take(2)
            } else {
                take()
            }
        } while depth > 0 && !rest.isEmpty
    }

    /// A doubled quote inside is two strings side by side, which does no harm here.
    private mutating func takeQuoted(by quote: UInt8, isEscaping: Bool) {
        take()
        while let byte = rest.first {
            take()
            if byte == quote { return }
            if byte == UInt8(ascii: "\\"), isEscaping { take() }
        }
    }

    /// `$tag$ … $tag$`, or else a parameter or a lone sign.
    private mutating func takeDollar() {
        var end = rest.index(after: rest.startIndex)
        while end < rest.endIndex, isWordStart(rest[end]) || (end > rest.startIndex + 1 && isDigit(rest[end])) {
            end += 1
        }
        guard end < rest.endIndex, rest[end] == UInt8(ascii: "$") else { return take() }
        let tag = Array(rest[...end])
        take(tag.count)
        while !rest.isEmpty, !rest.starts(with: tag) { take() }
        take(tag.count)
    }

    private mutating func takeWord() {
        var word: [UInt8] = []
        while let byte = rest.first, isWordPart(byte) {
            word.append(byte)
            take()
        }
        let text = String(decoding: word, as: UTF8.self).lowercased()
        if text == "e", rest.first == UInt8(ascii: "'") {
            return takeQuoted(by: UInt8(ascii: "'"), isEscaping: true)
        }
        if words.count < 4 { words.append(text) }
        guard isMakingFunction, parenthesisDepth == 0 else { return }
        switch text {
        case "begin": bodyDepth += 1
        case "case" where bodyDepth > 0: bodyDepth += 1
        case "end": bodyDepth = max(0, bodyDepth - 1)
        default: break
        }
    }

    private var isMakingFunction: Bool {
        let kinds = ["function", "procedure"]
        guard words.first == "create", words.count > 1 else { return false }
        return kinds.contains(words[1]) || (words.count == 4 && words[1] == "or" && kinds.contains(words[3]))
    }

    private mutating func take(_ count: Int = 1) {
        for byte in rest.prefix(count) where byte == 0x0A { line += 1 }
        rest = rest.dropFirst(count)
    }

    private func starts(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { rest.starts(with: $0) }
    }

    private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private func isWordStart(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "_")
            || byte >= 0x80
    }

    private func isWordPart(_ byte: UInt8) -> Bool {
        isWordStart(byte) || isDigit(byte) || byte == UInt8(ascii: "$")
    }
}
