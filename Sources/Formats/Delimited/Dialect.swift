/// How a delimited text separates its fields and records.
package struct Dialect: Hashable, Sendable {
    /// What stands between two fields: one byte below 0x80, or the first of several.
    package var delimiter: UInt8

    /// The bytes of the delimiter behind the first, as in `~|~`; most have none.
    package var delimiterTail: [UInt8] = []

    /// What a field may stand between, or nil where quotes are characters like others.
    package var quote: UInt8?

    /// How a quote is written within a quoted field.
    package var escape: Escape

    /// What ends a record.
    package var lineEnd: LineEnd

    /// Whether blanks between a delimiter and a quote are no part of the field.
    package var skipsBlanksBeforeQuote: Bool

    /// Whether lines are quoted as a whole, as Excel writes those that it took for one cell: `"a;b;""c"""`.
    package var isWrapped = false

    /// Where the fields of a text of fixed width begin, in characters from 1: what stands there is told
    /// by its place alone, and neither delimiter nor quote means anything.
    package var starts: [Int]?

    /// A way to write a quote within a quoted field.
    package enum Escape: String, CaseIterable, Codable, Sendable {
        /// The quote twice.
        case doubled
        /// The quote behind a backslash, which also takes the meaning from a delimiter.
        case backslash
    }

    /// What ends a record.
    package enum LineEnd: String, CaseIterable, Codable, Sendable {
        /// U+000A alone.
        case lineFeed = "lf"
        /// U+000D U+000A; a lone U+000A ends a record as well.
        case carriageReturnLineFeed = "crlf"
        /// U+000D; a U+000A behind it belongs to it.
        case carriageReturn = "cr"
    }

    package init(
        delimiter: UInt8 = UInt8(ascii: ","), quote: UInt8? = UInt8(ascii: "\""), escape: Escape = .doubled,
        lineEnd: LineEnd = .lineFeed, skipsBlanksBeforeQuote: Bool = false
    ) {
        self.delimiter = delimiter
        self.quote = quote
        self.escape = escape
        self.lineEnd = lineEnd
        self.skipsBlanksBeforeQuote = skipsBlanksBeforeQuote
    }

    /// A text whose fields stand below each other, filled up with blanks.
    package static func fixedWidth(starts: [Int], lineEnd: LineEnd = .lineFeed) -> Dialect {
        var dialect = Dialect(delimiter: .space, quote: nil, lineEnd: lineEnd)
        dialect.starts = starts
        return dialect
    }

    /// The most bytes of a delimiter.
    static let longestDelimiter = 9

    /// All bytes of the delimiter.
    package var delimiterBytes: [UInt8] { [delimiter] + delimiterTail }

    /// What people call the delimiter.
    package var delimiterName: String {
        switch (delimiter, delimiterTail.isEmpty) {
        case (.tab, true): "tab"
        case (.space, true): "space"
        default: String(decoding: delimiterBytes, as: UTF8.self)
        }
    }

    /// How many delimiters stand in a line.
    func delimiterCount(in line: ByteSlice) -> Int {
        guard !delimiterTail.isEmpty else { return line.count { $0 == delimiter } }
        let bytes = delimiterBytes
        var count = 0
        var index = 0
        while index + bytes.count <= line.count {
            let isThere = line[index..<index + bytes.count].elementsEqual(bytes)
            if isThere { count += 1 }
            index += isThere ? bytes.count : 1
        }
        return count
    }

    /// The byte behind which a character loses its meaning, if the dialect has one.
    var escapeByte: UInt8? { escape == .backslash ? .backslash : nil }

    /// The byte that ends a record.
    var terminator: UInt8 { lineEnd == .carriageReturn ? .carriageReturn : .lineFeed }
}
