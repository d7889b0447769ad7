import Formats
import Testing

/// Cells byte by byte, as the send functions of PostgreSQL's types write them.
@Suite struct BinaryRowTests {
    struct Case: CustomTestStringConvertible {
        let type: String
        let cell: String
        let bytes: [UInt8]
        var testDescription: String { "\(cell) as \(type)" }
    }

    static let cases: [Case] = [
        Case(type: "smallint", cell: "-2", bytes: [0, 0, 0, 2, 0xFF, 0xFE]),
        Case(type: "integer", cell: "66051", bytes: [0, 0, 0, 4, 0, 1, 2, 3]),
        Case(type: "bigint", cell: "4294967296", bytes: [0, 0, 0, 8, 0, 0, 0, 1, 0, 0, 0, 0]),
        // Groups, weight of the first, sign, digits that are shown; then the groups.
        Case(type: "numeric", cell: "0", bytes: [0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0]),
        Case(type: "numeric", cell: "0.00", bytes: [0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 2]),
        Case(type: "numeric", cell: "12.50", bytes: [0, 0, 0, 12, 0, 2, 0, 0, 0, 0, 0, 2, 0, 12, 0x13, 0x88]),
        Case(type: "numeric", cell: "-10000", bytes: [0, 0, 0, 10, 0, 1, 0, 1, 0x40, 0, 0, 0, 0, 1]),
        Case(
            type: "numeric", cell: "0.00001", bytes: [0, 0, 0, 10, 0, 1, 0xFF, 0xFE, 0, 0, 0, 5, 0x03, 0xE8]),
        Case(
            type: "numeric", cell: "123456789012.345",
            bytes: [
                0, 0, 0, 16, 0, 4, 0, 2, 0, 0, 0, 3, 0x04, 0xD2, 0x16, 0x2E, 0x23, 0x34, 0x0D, 0x7A,
            ]),
        Case(type: "real", cell: "1.5", bytes: [0, 0, 0, 4, 0x3F, 0xC0, 0, 0]),
        Case(type: "double precision", cell: "-0", bytes: [0, 0, 0, 8, 0x80, 0, 0, 0, 0, 0, 0, 0]),
        Case(
            type: "double precision", cell: "0.1",
            bytes: [0, 0, 0, 8, 0x3F, 0xB9, 0x99, 0x99, 0x99, 0x99, 0x99, 0x9A]),
        // Days and microseconds from 2000-01-01.
        Case(type: "date", cell: "2000-01-02", bytes: [0, 0, 0, 4, 0, 0, 0, 1]),
        Case(type: "date", cell: "1999-12-31", bytes: [0, 0, 0, 4, 0xFF, 0xFF, 0xFF, 0xFF]),
        Case(type: "date", cell: "0001-01-01", bytes: [0, 0, 0, 4, 0xFF, 0xF4, 0xDB, 0xF9]),
        Case(type: "time", cell: "00:00:01", bytes: [0, 0, 0, 8, 0, 0, 0, 0, 0, 0x0F, 0x42, 0x40]),
        Case(
            type: "timestamptz", cell: "2000-01-01T01:00:00+01:00", bytes: [0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0]),
        Case(type: "boolean", cell: "oui", bytes: [0, 0, 0, 1, 1]),
        Case(
            type: "uuid", cell: "00010203-0405-0607-0809-0a0b0c0d0e0f",
            bytes: [0, 0, 0, 16, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]),
        Case(type: "jsonb", cell: "[1]", bytes: [0, 0, 0, 4, 1, 0x5B, 0x31, 0x5D]),
        Case(type: "json", cell: "[1]", bytes: [0, 0, 0, 3, 0x5B, 0x31, 0x5D]),
        Case(type: "text", cell: "é", bytes: [0, 0, 0, 2, 0xC3, 0xA9]),
        Case(type: "text", cell: "", bytes: [0xFF, 0xFF, 0xFF, 0xFF]),
    ]

    @Test("a cell is the bytes that PostgreSQL's own send function writes", arguments: cases)
    func cell(_ row: Case) throws {
        let column = PlanColumn(name: "a", label: "", field: 1, type: try ColumnType(sql: row.type))
        let filler = PlanColumn(name: "b", label: "", field: 2, type: .text)
        let table = TablePlan(width: 2, columns: [column, filler])
        let plan = SourcePlan(format: .delimited(Dialect(delimiter: UInt8(ascii: ";"))), tables: [table])
        let source = MemorySource(Array("\(row.cell);x\n".utf8), name: "x")
        let reader = try plan.reader(of: source)
        var batch = RowBatch()
        #expect(try reader.read(into: &batch))
        // Two cells, the one that is tried and a text `x`.
        let tuple = [0, 2] + row.bytes + [0, 0, 0, 1, UInt8(ascii: "x")]
        batch.withBytes { #expect(Array($0) == tuple) }
    }

    @Test("the days where months end in ten thousand years is counted and shown as the calendar has it")
    func days() throws {
        var texts: [String] = []
        for year in stride(from: 1, through: 9999, by: 7) {
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            for (month, length) in [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].enumerated() {
                // The ends of the months are where a calendar goes wrong.
                for day in [1, length] {
                    let parts = [String(year), String(month + 1), String(day)].enumerated().map { index, part in
                        String(repeating: "0", count: (index == 0 ? 4 : 2) - part.count) + part
                    }
                    texts.append(parts.joined(separator: "-"))
                }
            }
        }
        let loading = try Loading("jour;x\n" + texts.map { "\($0);x\n" }.joined(), types: ["jour": .date])
        #expect(loading.column("jour") == texts)
        print("\(texts.count) days counted")
    }
}
