/// The frame of PostgreSQL's binary format of COPY, which rows are sent between.
///
/// **Source** <https://www.postgresql.org/docs/15/sql-copy.html>, «Binary Format».
package enum BinaryCopy {
    /// What begins every stream: signature, flags, and a header extension of no bytes.
    package static let header: [UInt8] = [
        0x50, 0x47, 0x43, 0x4F, 0x50, 0x59, 0x0A, 0xFF, 0x0D, 0x0A, 0x00, 0, 0, 0, 0, 0, 0, 0, 0,
    ]

    /// What ends every stream.
    package static let trailer: [UInt8] = [0xFF, 0xFF]
}

extension OutputBuffer {
    /// Writes a cell without a value.
    @inline(__always)
    mutating func appendNull() {
        append(bigEndian: Int32(-1))
    }

    /// Writes a cell of a type whose values all have the same length.
    @inline(__always)
    mutating func appendCell<Value: FixedWidthInteger>(_ value: Value) {
        reserve(4 + MemoryLayout<Value>.size)
        appendReserved(bigEndian: Int32(MemoryLayout<Value>.size))
        appendReserved(bigEndian: value)
    }

    /// Writes a cell of bytes as they are.
    @inline(__always)
    mutating func appendCell(_ bytes: ByteSlice) {
        reserve(4 + bytes.count)
        appendReserved(bigEndian: Int32(truncatingIfNeeded: bytes.count))
        append(bytes)
    }

    /// Writes an integer, its most significant byte first.
    @inline(__always)
    mutating func append<Value: FixedWidthInteger>(bigEndian value: Value) {
        reserve(MemoryLayout<Value>.size)
        appendReserved(bigEndian: value)
    }
}
