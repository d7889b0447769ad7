import FoundationEssentials
import Testing

@testable import Postgres

@Suite("Binary COPY read")
struct BinaryCopyDecoderTests {
    private static let written: [UInt8] = {
        var encoder = BinaryCopyEncoder()
        encoder.appendHeader()
        for number in 0..<3 {
            encoder.beginRow(fieldCount: 5)
            encoder.append(int8: Int64(number))
            encoder.append("é\(number)")
            encoder.append(bytea: [UInt8](repeating: 7, count: number))
            encoder.appendNull()
            encoder.append(uuid: (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 255))
        }
        encoder.appendTrailer()
        return encoder.withUnsafeBytes { Array($0) }
    }()

    private func rows(_ pieces: [ArraySlice<UInt8>]) throws -> [String] {
        var decoder = BinaryCopyDecoder()
        var rows: [String] = []
        for piece in pieces {
            try Array(piece).withUnsafeBytes { bytes in
                try decoder.take(bytes) { row in
                    #expect(row.isNull(3) && !row.isNull(0))
                    rows.append("\(try row.integer(0)) \(try row.text(1)) \(try row.bytes(2)) \(try row.uuid(4))")
                }
            }
        }
        return rows
    }

    @Test("the rows are the same wherever the bytes are cut")
    func cuts() throws {
        let identity = "00010203-0405-0607-0809-0A0B0C0D0EFF"
        let wanted = ["0 é0 [] \(identity)", "1 é1 [7] \(identity)", "2 é2 [7, 7] \(identity)"]
        #expect(try rows([Self.written[...]]) == wanted)
        for cut in Self.written.indices {
            #expect(try rows([Self.written[..<cut], Self.written[cut...]]) == wanted, "\(cut)")
        }
        #expect(try rows(Self.written.indices.map { Self.written[$0...$0] }) == wanted)
    }

    @Test("bytes of another format, and fields of another type, are refused")
    func refusals() throws {
        var decoder = BinaryCopyDecoder()
        #expect(throws: PostgresFailure.self) {
            try Array("1\tfirst\n2\tsecond\n3\tthird\n".utf8).withUnsafeBytes { try decoder.take($0) { _ in } }
        }
        decoder = BinaryCopyDecoder()
        var refused = 0
        try Self.written.withUnsafeBytes { bytes in
            try decoder.take(bytes) { row in
                #expect(throws: PostgresFailure.self) { try row.integer(1) }
                #expect(throws: PostgresFailure.self) { try row.uuid(0) }
                #expect(throws: PostgresFailure.self) { try row.text(3) }
                #expect(throws: PostgresFailure.self) { try row.text(4) }
                refused += 1
            }
        }
        #expect(refused == 3)
    }
}
