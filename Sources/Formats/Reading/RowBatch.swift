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

    /// - Parameter target: bytes; a quarter of a megabyte suits COPY.
    package init(target: Int = 256 * 1024) {
        self.target = target
        output = OutputBuffer(capacity: target + target / 4)
    }

    /// Lends the rows as they go to the server; the bytes are valid within the closure only.
    package borrowing func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows
        -> Result
    {
        try body(UnsafeRawBufferPointer(output.bytes))
    }

    /// The cells of all rows as texts, nil for null: for a preview, not for a load.
    package var cells: [[String?]] { BinaryRows.texts(of: output.bytes, types) }

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

    mutating func append(_ repair: Repair) {
        rejectBytes += repair.rawLine.utf8.count + (repair.value?.utf8.count ?? 0) + 64
        repairs.append(repair)
    }

    mutating func append(_ reject: Reject) {
        rejectBytes += reject.rawLine.utf8.count + (reject.value?.utf8.count ?? 0) + 64
        rejects.append(reject)
    }
}
