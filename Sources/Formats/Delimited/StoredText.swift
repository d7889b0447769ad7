/// A source as text of one byte a unit, and how many bytes of the source its records are.
///
/// Nearly all texts are read as they are stored; UTF-16 is not, and neither are lines that stand between quotes.
struct StoredText {
    /// What is read.
    let text: any ByteSource

    /// What takes the quotes from whole lines, and knows how long these were.
    private let lines: LineUnwrapper?
    private let isUTF16: Bool

    init(_ source: any ByteSource, _ encoding: TextEncoding, _ dialect: Dialect, limit: Int) {
        isUTF16 = encoding == .utf16BigEndian || encoding == .utf16LittleEndian
        let units: any ByteSource =
            isUTF16 ? UTF16Source(source, isBigEndian: encoding == .utf16BigEndian) : source
        lines =
            dialect.isWrapped
            ? LineUnwrapper(units, terminator: dialect.terminator, isUTF16: isUTF16, limit: limit) : nil
        text = lines ?? units
    }

    /// The bytes of a byte-order mark, which is three as it is read.
    var markLength: Int { isUTF16 ? 2 : 3 }

    /// How many bytes of the source a record is, which has so many line ends.
    @inline(__always)
    func length(of record: ByteSlice, lineEnds: Int) -> Int {
        lines == nil && !isUTF16 ? record.count : translatedLength(of: record, lineEnds: lineEnds)
    }

    private func translatedLength(of record: ByteSlice, lineEnds: Int) -> Int {
        if record.isEmpty { return 0 }
        return lines?.rawLength(ofLines: lineEnds) ?? UTF16Source.rawLength(of: record)
    }

    /// Goes over a record.
    @inline(__always)
    func step(over lineEnds: Int) { lines?.take(lines: lineEnds) }
}
