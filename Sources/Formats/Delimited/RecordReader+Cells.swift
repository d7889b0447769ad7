extension RecordReader {
    /// The present record as its bytes stand.
    var view: RecordView {
        RecordView(
            base: input.unreadStart, fields: scanner.kept, isPlain: decoder.isAsIs && scanner.isFreeOfNUL,
            isASCIIPlain: !decoder.isImpossible)
    }

    /// The bytes of a field as they are stored, without the quotes around them.
    @inline(__always)
    func raw(_ index: Int) -> ByteSlice {
        let field = scanner[index]
        return input.unread.part(Int(field.start), Int(field.end))
    }

    /// The text of a cell, or nil when its bytes are no text in the encoding.
    ///
    /// - Parameter index: of a field that the limit on columns keeps.
    @inline(__always)
    mutating func cell(_ index: Int) -> ByteSlice? {
        let field = scanner[index]
        let bytes = input.unread.part(Int(field.start), Int(field.end))
        return !field.hasEscapes && decoder.isAsIs ? bytes : decoder.cell(bytes, field)
    }

    /// Whether a field has nothing but blanks.
    func isEmpty(_ index: Int) -> Bool {
        Blank.trim(raw(index)).isEmpty
    }

    /// The whole record as a text, for people; what cannot be decoded shows as `\xNN`.
    func recordText() -> String {
        decoder.text(of: record.part(0, scanner.bodyLength))
    }

    /// A cell as a text for people, with its quotes taken off but nothing else.
    func cellText(_ index: Int) -> String {
        decoder.text(of: raw(index))
    }

    /// A cell as a label: in one line, without blanks at its ends, and of a length that a person reads.
    mutating func label(_ index: Int) -> String {
        guard let cell = cell(index) else { return String(cellText(index).prefix(Self.labelLimit)) }
        var end = min(cell.count, Self.labelLimit)
        while end > 0, end < cell.count, cell[end] & 0xC0 == 0x80 { end -= 1 }
        let words = Blank.trim(cell.part(0, end)).split { $0 == .lineFeed || $0 == .carriageReturn }
        return words.map { ByteSlice(rebasing: $0).escapedText() }.joined(separator: " ")
    }

    /// The most bytes of a label; a cell of megabytes is none.
    private static let labelLimit = 1000
}
