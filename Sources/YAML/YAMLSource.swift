/// The bytes of one YAML text with its name, which every mark refers to.
final class YAMLSource: Sendable {
    /// The file as the reader named it.
    let file: String

    /// The text in UTF-8, without a byte order mark.
    let bytes: [UInt8]

    /// Where each line begins in the bytes.
    private let lineStarts: [Int]

    init(bytes: [UInt8], file: String) {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let text = bytes.starts(with: mark) ? Array(bytes.dropFirst(mark.count)) : bytes
        self.file = file
        self.bytes = text
        self.lineStarts = Self.lineStarts(in: text)
    }

    var lineCount: Int { lineStarts.count }

    /// The bytes of a line without its end; none beyond the last line.
    func line(_ number: Int) -> ArraySlice<UInt8> {
        guard lineStarts.indices.contains(number) else { return [] }
        let start = lineStarts[number]
        var end = number + 1 < lineStarts.count ? lineStarts[number + 1] : bytes.count
        while end > start, bytes[end - 1] == .newline || bytes[end - 1] == .carriageReturn { end -= 1 }
        return bytes[start..<end]
    }

    /// The place of a byte.
    func mark(atOffset offset: Int) -> YAMLMark {
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= offset { low = middle } else { high = middle }
        }
        let prefix = String(decoding: bytes[lineStarts[low]..<offset], as: UTF8.self)
        return YAMLMark(source: self, line: low, scalarColumn: prefix.unicodeScalars.count)
    }

    /// A line as it may be printed, whole or up to a column in scalars.
    ///
    /// Control characters become spaces and marks that turn the direction of
    /// writing are replaced, so that a hostile file cannot rewrite a terminal.
    func shownLine(_ number: Int, upTo column: Int = .max) -> String {
        var shown = String.UnicodeScalarView()
        for scalar in String(decoding: line(number), as: UTF8.self).unicodeScalars.prefix(column) {
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator: shown.append(" ")
            case .format where scalar.properties.isBidiControl: shown.append("\u{FFFD}")
            default: shown.append(scalar)
            }
        }
        return String(shown)
    }

    /// A line's indentation with its first tab, or nil when it has none or the line is blank.
    func tabbedIndentation(ofLine number: Int) -> (tab: Int, width: Int)? {
        var tab: Int?
        for (column, byte) in line(number).enumerated() {
            switch byte {
            case .space: continue
            case .tab: tab = tab ?? column
            default: return tab.map { ($0, column) }
            }
        }
        return nil
    }

    /// Lines end with LF, CR LF or CR, as libyaml counts them.
    private static func lineStarts(in bytes: [UInt8]) -> [Int] {
        var starts = [0]
        for index in bytes.indices {
            let next = index + 1
            switch bytes[index] {
            case .newline: starts.append(next)
            case .carriageReturn where next == bytes.count || bytes[next] != .newline: starts.append(next)
            default: continue
            }
        }
        return starts
    }
}

extension UInt8 {
    static let tab = UInt8(ascii: "\t")
    static let newline = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")
    static let space = UInt8(ascii: " ")
}

extension YAMLSource {
    /// The character at a place, or nil at the end of its line.
    func character(at mark: YAMLMark) -> Character? {
        String(decoding: line(mark.line), as: UTF8.self).unicodeScalars.dropFirst(mark.scalarColumn).first
            .map(Character.init)
    }

    /// The first place after a line where something other than comments and `...` stands.
    func content(afterLine number: Int) -> YAMLMark? {
        for next in (number + 1)..<max(lineCount, number + 1) {
            let content = line(next)
            guard let first = content.firstIndex(where: { $0 != .space && $0 != .tab }) else { continue }
            if content[first] == UInt8(ascii: "#") || content.elementsEqual("...".utf8) { continue }
            return YAMLMark(source: self, line: next, scalarColumn: first - content.startIndex)
        }
        return nil
    }
}
