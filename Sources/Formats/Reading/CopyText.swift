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

    /// What stands for no value.
    static let null: [UInt8] = [.backslash, UInt8(ascii: "N")]
}
