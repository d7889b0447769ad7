/// Takes rows out of the binary format of COPY, which may come in pieces cut anywhere.
///
/// **Source** <https://www.postgresql.org/docs/15/sql-copy.html#id-1.9.3.55.9.4>
struct BinaryCopyDecoder {
    private static let signature: [UInt8] = [
        0x50, 0x47, 0x43, 0x4F, 0x50, 0x59, 0x0A, 0xFF, 0x0D, 0x0A, 0x00,
    ]

    /// What came and is no whole row yet.
    private var rest: [UInt8] = []
    private var hasHeader = false

    /// Takes the next piece and gives each row that is whole now to a closure.
    ///
    /// - Throws: what the closure throws; ``PostgresFailure/malformedCopy`` for bytes of another format.
    mutating func take(_ piece: UnsafeRawBufferPointer, _ body: (borrowing BinaryRow) throws -> Void) throws {
        // The server sends whole rows, of which nothing need be copied then; it does not promise to.
        guard !rest.isEmpty else {
            rest = Array(piece[try rows(in: piece, body)...])
            return
        }
        var bytes = rest
        rest = []
        bytes.append(contentsOf: piece)
        let count = try bytes.withUnsafeBytes { try rows(in: $0, body) }
        rest = Array(bytes[count...])
    }

    /// Gives away the rows that are whole.
    ///
    /// - Returns: how many bytes they take.
    private mutating func rows(
        in bytes: UnsafeRawBufferPointer, _ body: (borrowing BinaryRow) throws -> Void
    ) throws -> Int {
        var position = 0
        if !hasHeader {
            guard bytes.count >= Self.signature.count + 8 else { return 0 }
            guard bytes.starts(with: Self.signature) else { throw PostgresFailure.malformedCopy }
            let extensionCount = Int(bytes.integer(at: Self.signature.count + 4, as: Int32.self))
            guard extensionCount >= 0 else { throw PostgresFailure.malformedCopy }
            guard bytes.count >= Self.signature.count + 8 + extensionCount else { return 0 }
            position = Self.signature.count + 8 + extensionCount
            hasHeader = true
        }
        while bytes.count - position >= 2 {
            let fieldCount = Int(bytes.integer(at: position, as: Int16.self))
            if fieldCount == -1 { return bytes.count }
            guard fieldCount >= 0 else { throw PostgresFailure.malformedCopy }
            var fields: [Range<Int>?] = []
            fields.reserveCapacity(fieldCount)
            var end = position + 2
            for _ in 0..<fieldCount {
                guard bytes.count - end >= 4 else { return position }
                let count = Int(bytes.integer(at: end, as: Int32.self))
                end += 4
                if count == -1 {
                    fields.append(nil)
                    continue
                }
                guard count >= 0 else { throw PostgresFailure.malformedCopy }
                guard bytes.count - end >= count else { return position }
                fields.append(end..<end + count)
                end += count
            }
            try body(BinaryRow(bytes: bytes, fields: fields))
            position = end
        }
        return position
    }
}

extension UnsafeRawBufferPointer {
    /// An integer, most significant byte first.
    func integer<Integer: FixedWidthInteger>(at offset: Int, as type: Integer.Type) -> Integer {
        Integer(bigEndian: loadUnaligned(fromByteOffset: offset, as: type))
    }
}
