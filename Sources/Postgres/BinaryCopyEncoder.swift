import Glibc

/// A growing buffer of rows in the binary format of COPY.
///
/// Written once and sent piece by piece:
///
///     var encoder = BinaryCopyEncoder()
///     encoder.appendHeader()
///     encoder.beginRow(fieldCount: 2)
///     encoder.append("35238")
///     encoder.append(int4: 222_485)
///     encoder.appendTrailer()
///     try connection.copyIn("copy communes from stdin (format binary)") { try $0.write(encoder) }
///
/// The types must be those of the columns exactly: nothing is cast on the way in.
///
/// **Source** <https://www.postgresql.org/docs/15/sql-copy.html#id-1.9.3.55.9.4>
package struct BinaryCopyEncoder: ~Copyable {
    private var start: UnsafeMutableRawPointer
    private var capacity: Int

    /// The bytes written since the beginning or the last ``removeAll()``.
    package private(set) var count = 0

    /// The fields that the row begun last still lacks.
    private var missingFields = 0

    /// - Parameter capacity: bytes to reserve; the buffer doubles when they do not suffice.
    package init(capacity: Int = 1 << 16) {
        self.capacity = max(capacity, 64)
        start = UnsafeMutableRawPointer.allocate(byteCount: self.capacity, alignment: 8)
    }

    deinit {
        start.deallocate()
    }

    /// Lends the bytes written so far.
    package borrowing func withUnsafeBytes<Result>(
        _ body: (UnsafeRawBufferPointer) throws -> Result
    ) rethrows -> Result {
        try body(UnsafeRawBufferPointer(start: start, count: count))
    }

    /// Forgets the bytes and keeps the memory, between two writes of one COPY.
    package mutating func removeAll() {
        count = 0
    }

    // MARK: Frame

    /// Writes the signature that begins every binary COPY.
    package mutating func appendHeader() {
        append(raw: [0x50, 0x47, 0x43, 0x4F, 0x50, 0x59, 0x0A, 0xFF, 0x0D, 0x0A, 0x00])
        append(integer: Int32(0))
        append(integer: Int32(0))
    }

    /// Begins a row; as many fields must follow.
    ///
    /// - Precondition: the row before has all its fields; at most 1,600, as a table has.
    package mutating func beginRow(fieldCount: Int) {
        precondition(missingFields == 0, "A row of a binary COPY has fewer fields than were announced.")
        precondition((0...1600).contains(fieldCount), "A row of a binary COPY has from 0 to 1,600 fields.")
        missingFields = fieldCount
        append(integer: Int16(truncatingIfNeeded: fieldCount))
    }

    /// Writes the mark that ends every binary COPY.
    ///
    /// - Precondition: the last row has all its fields.
    package mutating func appendTrailer() {
        precondition(missingFields == 0, "A row of a binary COPY has fewer fields than were announced.")
        append(integer: Int16(-1))
    }

    // MARK: Fields

    package mutating func appendNull() {
        beginField(byteCount: -1)
    }

    /// Writes a `smallint`.
    package mutating func append(int2 value: Int16) {
        beginField(byteCount: 2)
        append(integer: value)
    }

    /// Writes an `integer`.
    package mutating func append(int4 value: Int32) {
        beginField(byteCount: 4)
        append(integer: value)
    }

    /// Writes a `bigint`.
    package mutating func append(int8 value: Int64) {
        beginField(byteCount: 8)
        append(integer: value)
    }

    /// Writes a `double precision`.
    package mutating func append(float8 value: Double) {
        beginField(byteCount: 8)
        append(integer: value.bitPattern)
    }

    /// Writes a `boolean`.
    package mutating func append(bool value: Bool) {
        beginField(byteCount: 1)
        append(integer: UInt8(value ? 1 : 0))
    }

    /// Writes a `date`.
    ///
    /// **Units** days since 1970-01-01; the format counts from 2000-01-01.
    package mutating func append(daysSince1970 days: Int32) {
        beginField(byteCount: 4)
        append(integer: days - 10_957)
    }

    /// Writes a `timestamp` or `timestamptz`.
    ///
    /// **Units** microseconds since 1970-01-01 00:00 UTC; the format counts from 2000-01-01.
    package mutating func append(microsecondsSince1970 microseconds: Int64) {
        beginField(byteCount: 8)
        append(integer: microseconds - 946_684_800_000_000)
    }

    /// Writes a `uuid`, most significant byte first.
    package mutating func append(
        uuid: (
            UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8, UInt8,
            UInt8, UInt8
        )
    ) {
        Swift.withUnsafeBytes(of: uuid) { append(bytes: $0) }
    }

    /// Writes a `text`, `varchar`, `json` or `xml` in UTF-8.
    package mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { append(bytes: UnsafeRawBufferPointer($0)) }
    }

    /// Writes bytes as they are: a `bytea`, a text in UTF-8, a geometry in EWKB.
    package mutating func append(bytes: UnsafeRawBufferPointer) {
        precondition(bytes.count <= Int(Int32.max), "A field of a binary COPY has less than 2 GiB.")
        beginField(byteCount: Int32(truncatingIfNeeded: bytes.count))
        append(raw: bytes)
    }

    /// Writes a `bytea`.
    package mutating func append(bytea bytes: [UInt8]) {
        bytes.withUnsafeBytes { append(bytes: $0) }
    }

    // MARK: Bytes

    /// Writes a field's length, -1 for null.
    mutating func beginField(byteCount: Int32) {
        precondition(missingFields > 0, "A row of a binary COPY has more fields than were announced.")
        missingFields -= 1
        append(integer: byteCount)
    }

    /// Writes an integer, most significant byte first.
    @inline(__always)
    mutating func append<Integer: FixedWidthInteger>(integer: Integer) {
        let size = MemoryLayout<Integer>.size
        reserve(size)
        (start + count).storeBytes(of: integer.bigEndian, as: Integer.self)
        count += size
    }

    private mutating func append(raw bytes: [UInt8]) {
        bytes.withUnsafeBytes { append(raw: $0) }
    }

    private mutating func append(raw bytes: UnsafeRawBufferPointer) {
        guard let source = bytes.baseAddress, !bytes.isEmpty else { return }
        reserve(bytes.count)
        memcpy(start + count, source, bytes.count)
        count += bytes.count
    }

    /// Makes room for more bytes.
    @inline(__always)
    private mutating func reserve(_ additional: Int) {
        if capacity - count < additional { grow(by: additional) }
    }

    private mutating func grow(by additional: Int) {
        capacity = max(2 * capacity, count + additional)
        let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 8)
        memcpy(larger, start, count)
        start.deallocate()
        start = larger
    }
}
