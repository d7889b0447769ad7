import Testing

@testable import Postgres

@Suite("Binary COPY")
struct BinaryCopyEncoderTests {
    private func bytes(_ body: (inout BinaryCopyEncoder) throws -> Void) rethrows -> [UInt8] {
        var encoder = BinaryCopyEncoder(capacity: 0)
        try body(&encoder)
        return encoder.withUnsafeBytes { Array($0) }
    }

    /// The bytes of one field after its row's count.
    private func field(_ body: (inout BinaryCopyEncoder) throws -> Void) rethrows -> [UInt8] {
        Array(
            try bytes { encoder in
                encoder.beginRow(fieldCount: 1)
                try body(&encoder)
            }.dropFirst(2))
    }

    @Test("header and trailer stand as the format says")
    func frame() {
        let written = bytes {
            $0.appendHeader()
            $0.appendTrailer()
        }
        #expect(
            written == Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0] + [0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF])
    }

    @Test("each type is written byte for byte")
    func types() {
        #expect(bytes { $0.beginRow(fieldCount: 0) } == [0, 0])
        #expect(field { $0.appendNull() } == [255, 255, 255, 255])
        #expect(field { $0.append(int2: -2) } == [0, 0, 0, 2, 0xFF, 0xFE])
        #expect(field { $0.append(int4: 0x0102_0304) } == [0, 0, 0, 4, 1, 2, 3, 4])
        #expect(field { $0.append(int8: 0x0102_0304_0506_0708) } == [0, 0, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8])
        #expect(field { $0.append(float8: -1.5) } == [0, 0, 0, 8, 0xBF, 0xF8, 0, 0, 0, 0, 0, 0])
        #expect(field { $0.append(bool: true) } == [0, 0, 0, 1, 1])
        #expect(field { $0.append(bool: false) } == [0, 0, 0, 1, 0])
        #expect(field { $0.append("é") } == [0, 0, 0, 2, 0xC3, 0xA9])
        #expect(field { $0.append("") } == [0, 0, 0, 0])
        #expect(field { $0.append(bytea: [0, 255]) } == [0, 0, 0, 2, 0, 255])
        #expect(
            field { $0.append(uuid: (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)) }
                == [0, 0, 0, 16] + Array(0...15))
    }

    @Test("dates and instants count from 2000")
    func times() {
        #expect(field { $0.append(daysSince1970: 10_957) } == [0, 0, 0, 4, 0, 0, 0, 0])
        #expect(field { $0.append(daysSince1970: 10_956) } == [0, 0, 0, 4, 255, 255, 255, 255])
        #expect(
            field { $0.append(microsecondsSince1970: 946_684_800_000_001) } == [
                0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 1,
            ])
    }

    @Test(
        "numeric is exact in groups of four digits",
        arguments: [
            // text, groups, weight, sign, scale: as numeric_send gives them
            ("0", [], 0, 0, 0), ("-0.00", [], 0, 0, 2), ("1", [1], 0, 0, 0), ("-1", [1], 0, 0x4000, 0),
            ("+7", [7], 0, 0, 0),
            ("12.50", [12, 5000], 0, 0, 2), ("10000", [1], 1, 0, 0), ("10000.0001", [1, 0, 1], 1, 0, 4),
            ("123456789", [1, 2345, 6789], 2, 0, 0), ("0.5", [5000], -1, 0, 1), (".5", [5000], -1, 0, 1),
            ("5.", [5], 0, 0, 0), ("0.0001", [1], -1, 0, 4), ("0.00001", [1000], -2, 0, 5),
            ("007.070", [7, 700], 0, 0, 3), ("1e3", [1000], 0, 0, 0), ("1E+4", [1], 1, 0, 0),
            ("1.5e-3", [15], -1, 0, 4),
            ("1234.5678", [1234, 5678], 0, 0, 4), ("99999999", [9999, 9999], 1, 0, 0),
            ("1.10e1", [11], 0, 0, 1),
            ("100000000", [1], 2, 0, 0), ("NaN", [], 0, 0xC000, 0), ("0e5", [], 0, 0, 0),
        ] as [(String, [Int16], Int16, UInt16, Int16)])
    func numeric(text: String, groups: [Int16], weight: Int16, sign: UInt16, scale: Int16) throws {
        var wanted: [UInt8] = []
        func put(_ number: some FixedWidthInteger) {
            withUnsafeBytes(of: number.bigEndian) { wanted += Array($0) }
        }
        put(Int32(8 + 2 * groups.count))
        put(Int16(groups.count))
        put(weight)
        put(sign)
        put(scale)
        for group in groups { put(group) }
        #expect(try field { try $0.append(numeric: text) } == wanted)
    }

    @Test(
        "what is no decimal number is refused before anything is written",
        arguments: [
            "", "-", ".", "1,5", "1 000", "1e", "1e+", "e5", "1.2.3", "0x10", "nan", "Infinity", "1e131073",
            "1e-16384", " 1",
            "1e9999999999",
        ])
    func malformed(text: String) throws {
        var encoder = BinaryCopyEncoder()
        encoder.beginRow(fieldCount: 1)
        #expect(throws: PostgresFailure.self) { try encoder.append(numeric: text) }
        #expect(encoder.count == 2)
        encoder.appendNull()
    }

    @Test("the buffer grows without losing a byte and is emptied for the next piece")
    func growth() {
        var encoder = BinaryCopyEncoder(capacity: 64)
        let large = [UInt8](repeating: 7, count: 1000)
        encoder.beginRow(fieldCount: 2)
        encoder.append(int2: 1)
        encoder.append(bytea: large)
        let written = encoder.withUnsafeBytes { Array($0) }
        #expect(written == [0, 2, 0, 0, 0, 2, 0, 1, 0, 0, 3, 232] + large)
        encoder.removeAll()
        #expect(encoder.count == 0)
        encoder.appendTrailer()
        #expect(encoder.withUnsafeBytes { Array($0) } == [255, 255])
    }
}
