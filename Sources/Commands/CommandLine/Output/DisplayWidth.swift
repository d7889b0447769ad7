/// The number of columns that a text takes on a terminal.
///
/// Accents that stand apart take none; the letters of East Asia and emoji
/// take two. Simple on purpose: terminals differ in the rest among themselves.
func displayWidth(_ text: some StringProtocol) -> Int {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
    return text.reduce(0) { $0 + columns(of: $1) }
}

/// Cuts a text to a number of columns, the last of which shows that it was cut.
func cut(_ text: String, to width: Int) -> String {
    if displayWidth(text) <= width { return text }
    var kept = ""
    var used = 0
    for character in text {
        used += columns(of: character)
        if used > width - 1 { break }
        kept.append(character)
    }
    return kept + "…"
}

/// Breaks a text at spaces, and words that are too long anywhere, into lines of at most a number of columns.
///
/// - Parameter mostLines: how many lines there may be; what is beyond them is cut.
func folded(_ text: String, to width: Int, mostLines: Int) -> [String] {
    if displayWidth(text) <= width { return [text] }
    var lines: [String] = []
    var rest = Substring(text)
    while !rest.isEmpty, lines.count < mostLines - 1, displayWidth(rest) > width {
        var used = 0
        var end = rest.startIndex
        var lastSpace: Substring.Index?
        while end < rest.endIndex {
            used += columns(of: rest[end])
            if rest[end] == " " { lastSpace = end }
            // A character that is wider than the line stands alone in it.
            if used > width, end > rest.startIndex { break }
            end = rest.index(after: end)
        }
        let cut = lastSpace ?? end
        lines.append(String(rest[..<cut]))
        rest = rest[cut...].drop { $0 == " " }
    }
    if !rest.isEmpty { lines.append(cut(String(rest), to: width)) }
    return lines
}

/// Fills a text with spaces up to a number of columns.
func padded(_ text: String, to width: Int, alignment: Alignment = .left) -> String {
    let space = String(repeating: " ", count: max(0, width - displayWidth(text)))
    return alignment == .left ? text + space : space + text
}

private func columns(of character: Character) -> Int {
    guard let first = character.unicodeScalars.first else { return 0 }
    if first.properties.isEmojiPresentation || wideRanges.contains(where: { $0.contains(first.value) }) {
        return 2
    }
    // A heart, a digit or a sign becomes an emoji by the selector behind it.
    if character.unicodeScalars.contains("\u{FE0F}") { return 2 }
    switch first.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: return 1
    }
}

/// The larger blocks of wide letters.
///
/// **Source** [Unicode Standard Annex 11](https://www.unicode.org/reports/tr11/), classes W and F.
private let wideRanges: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
    0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
    0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x20000...0x3FFFD,
]
