import CLibPQ

/// The way in of a COPY, lent to the closure that feeds it.
package struct CopyWriter: ~Copyable {
    /// A `PGconn *` that a `Connection` owns.
    private let pointer: OpaquePointer
    private let statement: String

    init(_ pointer: OpaquePointer, statement: String) {
        self.pointer = pointer
        self.statement = statement
    }

    /// Sends bytes in the format that the statement names; rows may be cut anywhere.
    ///
    /// - Throws: ``ConnectionFailure/lost(statement:sqlState:report:)``. What the server has against
    ///   the data comes when the COPY ends.
    package borrowing func write(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = UnsafeRawBufferPointer(rebasing: rest.prefix(Self.partLimit))
            let count = Int32(part.count)
            guard PQputCopyData(pointer, part.bindMemory(to: CChar.self).baseAddress, count) == 1 else {
                let report = PQerrorMessage(pointer).map { String(cString: $0) } ?? ""
                throw ConnectionFailure.lost(statement: statement, sqlState: nil, report: report)
            }
            rest = rest.dropFirst(part.count)
        }
    }

    /// Sends bytes.
    package borrowing func write(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { try write($0) }
    }

    /// Sends text in UTF-8.
    package borrowing func write(_ text: String) throws {
        var text = text
        try text.withUTF8 { try write(UnsafeRawBufferPointer($0)) }
    }

    /// Sends what an encoder holds.
    package borrowing func write(_ encoder: borrowing BinaryCopyEncoder) throws {
        try encoder.withUnsafeBytes { try write($0) }
    }

    /// The largest message: libpq keeps a copy of each, so that this bounds its memory.
    private static let partLimit = 1 << 20
}
