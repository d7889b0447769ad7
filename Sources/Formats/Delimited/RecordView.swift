/// The fields of the present record as they stand in the window; valid until the next is asked for.
struct RecordView {
    let base: UnsafePointer<UInt8>
    let fields: UnsafePointer<RecordScanner.Field>
    /// Whether every byte stands for itself, so that a cell is UTF-8 without NUL.
    let isPlain: Bool
    /// Whether that is so for cells of ASCII without NUL at least.
    let isASCIIPlain: Bool

    /// The bytes of a cell that are UTF-8 without NUL as they stand; without a base for any other cell.
    @inline(__always)
    func plainCell(_ index: Int) -> ByteSlice {
        let field = fields[index]
        let cell = ByteSlice(start: base + Int(field.start), count: Int(field.end &- field.start))
        if !field.hasEscapes, isPlain || isASCIIPlain && Self.isPlainASCII(cell) { return cell }
        return ByteSlice(start: nil, count: 0)
    }

    /// Whether a field has no bytes.
    @inline(__always)
    func isEmpty(_ index: Int) -> Bool { fields[index].start == fields[index].end }

    /// The first byte of a field that is not empty, as it is stored.
    @inline(__always)
    func firstByte(_ index: Int) -> UInt8 { base[Int(fields[index].start)] }

    @inline(never)
    private static func isPlainASCII(_ cell: ByteSlice) -> Bool {
        UTF8Check.isASCII(cell) && !cell.contains(0)
    }
}
