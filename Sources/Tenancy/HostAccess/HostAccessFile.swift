/// A `pg_hba.conf` as the server has it, with the platform's part told from the rest.
package struct HostAccessFile: Hashable, Sendable {
    /// The whole text.
    package let text: String
    /// The platform's lines, without markers, as they stand there.
    package let lines: [String]
    /// Whether no rule stands before them, and there are markers exactly once or not at all.
    package let isInPlace: Bool

    package init(text: String) {
        self.text = text
        let all = Self.bareLines(of: text)
        let begins = all.indices.filter { all[$0] == HostAccessBlock.begin }
        let ends = all.indices.filter { all[$0] == HostAccessBlock.end }
        guard let begin = begins.first else {
            lines = []
            isInPlace = ends.isEmpty
            return
        }
        let end = ends.first { $0 > begin }
        lines = all[(begin + 1)..<(end ?? begin + 1)].filter { !$0.isEmpty }
        let hasRuleBefore = all[..<begin].contains { !$0.isEmpty && !$0.hasPrefix("#") }
        isInPlace = begins.count == 1 && ends.count == 1 && end != nil && !hasRuleBefore
    }

    /// The platform's lines that can be read; what somebody else wrote among them is left out.
    package var block: HostAccessBlock { HostAccessBlock(lines.compactMap { HostAccessRule(line: $0) }) }

    /// Whether the platform's part is this one, line by line, and stands where it works.
    package func holds(_ block: HostAccessBlock) -> Bool {
        isInPlace && lines == block.rules.map(\.description)
    }

    /// The file with another part of the platform's, at its very beginning; everything else stays byte by byte.
    package func replacing(with block: HostAccessBlock) -> String {
        var rest: [Substring] = []
        var isWithin = false
        let hasEnd = Self.bareLines(of: text).contains(HostAccessBlock.end)
        for line in Self.lines(of: text) {
            let bare = Self.bare(line)
            if bare == HostAccessBlock.begin {
                isWithin = true
            } else if bare == HostAccessBlock.end {
                isWithin = false
            } else if isWithin, !hasEnd, HostAccessRule(line: bare) == nil {
                // A part without its end would swallow the rules of everybody else.
                isWithin = false
                rest.append(line)
            } else if !isWithin {
                rest.append(line)
            }
        }
        return (block.lines.map { Substring($0) } + rest).joined(separator: "\n")
    }

    /// What differs from a part, in sentences: lines that are missing, and lines that nobody asked for.
    package func differences(from block: HostAccessBlock) -> [String] {
        let wanted = block.rules.map(\.description)
        var sentences = wanted.filter { !lines.contains($0) }.map { "add to pg_hba.conf: \($0)" }
        sentences += lines.filter { !wanted.contains($0) }.map { "remove from pg_hba.conf: \($0)" }
        if sentences.isEmpty, !isInPlace {
            sentences.append("put the rules of tenants before all others in pg_hba.conf")
        } else if sentences.isEmpty, lines != wanted {
            sentences.append("put the rules of tenants in pg_hba.conf into their order")
        }
        return sentences
    }

    /// The lines with all that stands on them; a carriage return is no end of a line to PostgreSQL.
    private static func lines(of text: String) -> [Substring] {
        text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { Substring($0) }
    }

    private static func bareLines(of text: String) -> [String] { lines(of: text).map { String(bare($0)) } }

    /// A line without the white space around it.
    private static func bare(_ line: Substring) -> Substring {
        let isSpace: (Unicode.Scalar) -> Bool = { [" ", "\t", "\r"].contains($0) }
        var scalars = line.unicodeScalars.drop(while: isSpace)
        while let last = scalars.last, isSpace(last) { scalars.removeLast() }
        return Substring(scalars)
    }
}
