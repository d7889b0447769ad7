/// Rows ready for `copy … from stdin (format binary)`, and the rejects met on the way.
///
/// The rows are whole tuples, which go between ``BinaryCopy/header`` and
/// ``BinaryCopy/trailer``; batches of the same reader may be sent in any order
/// and over several connections.
/// One batch is filled again and again, so that a load keeps its memory.
/// **Cost** about its target, and the longest row.
package struct RowBatch: ~Copyable {
    /// How many bytes of rows, and of rejects, make a batch full.
    let target: Int

    var output: OutputBuffer
    var rejectBytes = 0

    /// What the cells of a row are, in their order.
    private(set) var types: [ColumnType] = []

    /// Rows in the batch.
    package internal(set) var rowCount = 0

    /// The rows that were refused while the batch was filled.
    package internal(set) var rejects: [Reject] = []

    /// The first rows of each kind that were repaired; the tally counts all of them.
    package internal(set) var repairs: [Repair] = []

    /// Whether each row begins with two cells of its own: the line and the byte offset of its record.
    let marksRows: Bool

    /// - Parameters:
    ///   - target: bytes; a quarter of a megabyte suits COPY.
    ///   - marksRows: whether each row begins with the line and the byte offset of its record, as two `bigint`.
    package init(target: Int = 256 * 1024, marksRows: Bool = false) {
        self.target = target
        self.marksRows = marksRows
        output = OutputBuffer(capacity: target + target / 4)
    }

    /// Lends the rows as they go to the server; the bytes are valid within the closure only.
    package borrowing func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows
        -> Result
    {
        try body(UnsafeRawBufferPointer(output.bytes))
    }

    /// The cells of all rows as texts, nil for null, behind their marks where rows have them: for a preview.
    package var cells: [[String?]] {
        BinaryRows.texts(of: output.bytes, marksRows ? [.bigint, .bigint] + types : types)
    }

    var isFull: Bool { output.count >= target || rejectBytes >= target }

    /// Makes room for rows of these columns.
    mutating func begin(_ types: [ColumnType]) {
        self.types = types
        output.truncate(to: 0)
        rowCount = 0
        rejects.removeAll(keepingCapacity: true)
        repairs.removeAll(keepingCapacity: true)
        rejectBytes = 0
    }

    /// Bytes that the beginning of a row takes at most.
    static let rowHeadSize = 2 + 2 * (4 + 8)

    /// Begins the row of a record where there is room, with the marks that the batch was made for.
    @inline(__always)
    func appendRowHead(cellCount: Int, line: Int, byteOffset: Int, to end: inout UnsafeMutablePointer<UInt8>) {
        end.append(bigEndian: Int16(truncatingIfNeeded: marksRows ? cellCount &+ 2 : cellCount))
        guard marksRows else { return }
        end.append(bigEndian: Int32(8))
        end.append(bigEndian: Int64(line))
        end.append(bigEndian: Int32(8))
        end.append(bigEndian: Int64(byteOffset))
    }

    /// Begins the row of a record.
    mutating func beginRow(cellCount: Int, line: Int, byteOffset: Int) {
        output.reserve(Self.rowHeadSize)
        var end = output.end
        appendRowHead(cellCount: cellCount, line: line, byteOffset: byteOffset, to: &end)
        output.advance(to: end)
    }

    mutating func append(_ repair: Repair) {
        rejectBytes += repair.rawLine.utf8.count + (repair.value?.utf8.count ?? 0) + 64
        repairs.append(repair)
    }

    mutating func append(_ reject: Reject) {
        rejectBytes += reject.rawLine.utf8.count + (reject.value?.utf8.count ?? 0) + 64
        rejects.append(reject)
    }
}
