/// PostgreSQL's text format of COPY.
///
/// **Source** <https://www.postgresql.org/docs/15/sql-copy.html>, «Text Format».
enum CopyText {
    /// Writes a text with its special characters behind backslashes.
    ///
    /// - Returns: false when the text has a NUL, which cannot be written.
    @inline(__always)
    static func append(_ text: ByteSlice, to output: inout OutputBuffer) -> Bool {
        output.reserve(text.count * 2)
        for byte in text {
            if byte > UInt8(ascii: "\\") || byte > .carriageReturn && byte < UInt8(ascii: "\\") {
                output.appendReserved(byte)
                continue
            }
            guard byte > 0 else { return false }
            appendSpecial(byte, to: &output)
        }
        return true
    }

    private static func appendSpecial(_ byte: UInt8, to output: inout OutputBuffer) {
        let letter: UInt8
        switch byte {
        case .backslash: letter = .backslash
        case .tab: letter = UInt8(ascii: "t")
        case .lineFeed: letter = UInt8(ascii: "n")
        case .carriageReturn: letter = UInt8(ascii: "r")
        default: return output.appendReserved(byte)
        }
        output.appendReserved(.backslash)
        output.appendReserved(letter)
    }

    /// Writes the sign that there is no value.
    @inline(__always)
    static func appendNull(to output: inout OutputBuffer) {
        output.reserve(2)
        output.appendReserved(.backslash)
        output.appendReserved(UInt8(ascii: "N"))
    }

    /// Reads rows back.
    static func rows(in bytes: ByteSlice) -> [[String?]] {
        // Every row ends with a line feed, so that the last part is none.
        bytes.split(separator: .lineFeed, omittingEmptySubsequences: false).dropLast().map { row in
            row.split(separator: .tab, omittingEmptySubsequences: false).map { cell in
                cell.elementsEqual([.backslash, UInt8(ascii: "N")]) ? nil : unescape(cell)
            }
        }
    }

    private static func unescape(_ cell: Slice<ByteSlice>) -> String {
        var text: [UInt8] = []
        var isEscaped = false
        for byte in cell {
            if isEscaped {
                switch byte {
                case UInt8(ascii: "t"): text.append(.tab)
                case UInt8(ascii: "n"): text.append(.lineFeed)
                case UInt8(ascii: "r"): text.append(.carriageReturn)
                default: text.append(byte)
                }
                isEscaped = false
            } else if byte == .backslash {
                isEscaped = true
            } else {
                text.append(byte)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
