/// What the cells of each column have in common, gathered from the very rows that a load sends.
///
/// **Cost** 8 kB a column, whatever the number of rows.
package final class TableProfile {
    private let names: [String]
    private let gauges: UnsafeMutablePointer<ColumnGauge>

    /// - Parameter columns: those of the rows, in their order.
    package init(_ columns: [PlanColumn]) {
        names = columns.map(\.name)
        gauges = .allocate(capacity: columns.count)
        for (index, column) in columns.enumerated() {
            (gauges + index).initialize(to: ColumnGauge(column))
        }
    }

    deinit {
        gauges.deinitialize(count: names.count)
        gauges.deallocate()
    }

    /// Adds the rows of a batch.
    package func add(_ batch: borrowing RowBatch) {
        let bytes = batch.output.bytes
        var place = 0
        while place + 2 <= bytes.count {
            // The number of columns is the same in all rows, and the marks of a row are none of them.
            place += batch.marksRows ? RowBatch.rowHeadSize : 2
            for index in 0..<names.count {
                let length = Self.length(bytes, at: place)
                place += 4
                if length < 0 {
                    gauges[index].addNull()
                } else {
                    gauges[index].add(bytes.part(place, place + length))
                    place += length
                }
            }
        }
    }

    /// Adds a value that a table gave back in its binary form; nil for null.
    package func add(_ value: UnsafeRawBufferPointer?, toColumn index: Int) {
        guard let value else { return gauges[index].addNull() }
        gauges[index].add(value.assumingMemoryBound(to: UInt8.self))
    }

    @inline(__always)
    private static func length(_ bytes: ByteSlice, at place: Int) -> Int {
        guard let base = bytes.baseAddress else { return -1 }
        return Int(Int32(bigEndian: UnsafeRawPointer(base + place).loadUnaligned(as: Int32.self)))
    }

    /// What was gathered so far, in the order of the columns.
    package var columns: [ColumnProfile] {
        names.indices.map { gauges[$0].profile(name: names[$0]) }
    }
}
