/// The characters that leave a gap: the space, the tab, and the fixed, thin and no-break spaces.
enum Blank {
    /// The bytes of the blank that stands at a place of a UTF-8 text, or nil.
    @inline(__always)
    static func length(in text: ByteSlice, at index: Int) -> Int? {
        let byte = text[index]
        if byte == .space || byte == .tab { return 1 }
        if byte < 0xC2 { return nil }
        return lengthOfWide(in: text, at: index)
    }

    private static func lengthOfWide(in text: ByteSlice, at index: Int) -> Int? {
        let byte = text[index]
        if byte == 0xC2 { return index + 1 < text.count && text[index + 1] == 0xA0 ? 2 : nil }
        guard byte == 0xE2, index + 2 < text.count, text[index + 1] == 0x80 else { return nil }
        // U+2000 to U+200B and U+202F.
        let last = text[index + 2]
        return last >= 0x80 && last <= 0x8B || last == 0xAF ? 3 : nil
    }

    /// The text without the blanks at its ends.
    @inline(__always)
    static func trim(_ text: ByteSlice) -> ByteSlice {
        guard let first = text.first, let last = text.last else { return text }
        // A blank ends in one of these bytes; most cells have none at their ends.
        let mayBegin = first <= .space || first >= 0xC2
        let mayEnd = last <= .space || last >= 0x80
        return mayBegin || mayEnd ? slowTrim(text) : text
    }

    /// How many bytes of a cell stand before what is left of it without blanks.
    static func lead(of value: ByteSlice, in cell: ByteSlice) -> Int {
        guard let start = cell.baseAddress, let first = value.baseAddress else { return 0 }
        return first - start
    }

    /// The text without the blanks behind it, and without one before it: more of them may be the depth of a heading.
    static func trimPadding(_ text: ByteSlice) -> ByteSlice {
        let value = trim(text)
        let lead = lead(of: value, in: text)
        return lead > 1 ? text.part(0, lead + value.count) : value
    }

    private static func slowTrim(_ text: ByteSlice) -> ByteSlice {
        var start = 0
        while start < text.count, let length = lengthOrLineEnd(in: text, at: start) { start += length }
        var end = text.count
        while end > start {
            var begin = end - 1
            while begin > start, text[begin] & 0xC0 == 0x80 { begin -= 1 }
            guard let length = lengthOrLineEnd(in: text, at: begin), begin + length == end else { break }
            end = begin
        }
        return text.part(start, end)
    }

    private static func lengthOrLineEnd(in text: ByteSlice, at index: Int) -> Int? {
        if text[index] == .lineFeed || text[index] == .carriageReturn { return 1 }
        return length(in: text, at: index)
    }
}
