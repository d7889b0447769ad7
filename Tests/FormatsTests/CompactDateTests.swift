import Formats
import Testing

/// Dates of digits alone, and times that no clock shows.
@Suite struct CompactDateTests {
    struct Case: CustomTestStringConvertible {
        let label: String
        let values: [String]
        var type = "date"
        var loaded: [String?]?
        var testDescription: String { "\(label): \(values.joined(separator: " | "))" }
    }

    static let digits: [Case] = [
        Case(label: "EcritureDate", values: ["20240131", "20240131"], loaded: ["2024-01-31", "2024-01-31"]),
        Case(label: "start_date", values: ["20240131", "20240229"], loaded: ["2024-01-31", "2024-02-29"]),
        Case(label: "DCRET", values: ["19981201"], loaded: ["1998-12-01"]),
        Case(label: "fermeture", values: ["20240131", "20240229"], loaded: ["2024-01-31", "2024-02-29"]),
        Case(label: "date_fin", values: ["20240131", "99991231"], loaded: ["2024-01-31", "9999-12-31"]),
        Case(label: "date_fin", values: ["20240131", "00000000", ""], loaded: ["2024-01-31", nil, nil]),
        Case(
            label: "AAAAMMJJHHMN", values: ["202401312359", "202402010000"], type: "timestamp without time zone",
            loaded: ["2024-01-31 23:59:00", "2024-02-01 00:00:00"]),
        Case(
            label: "valeur", values: ["20240131235959", "20240201000000"], type: "timestamp without time zone",
            loaded: ["2024-01-31 23:59:59", "2024-02-01 00:00:00"]),
        Case(
            label: "AAAAMMJJHH", values: ["2024013123", "2024020100"], type: "timestamp without time zone",
            loaded: ["2024-01-31 23:00:00", "2024-02-01 00:00:00"]),
        // No such day, one value alone, amounts, what numbers rows, years too far away, too many hours.
        Case(label: "start_date", values: ["20240131", "20240230"], type: "integer"),
        Case(label: "valeur", values: ["20240131", "20240131"], type: "integer"),
        Case(label: "montant", values: ["20240131", "20240229"], type: "integer"),
        Case(label: "id", values: ["20240131", "20240229"], type: "integer"),
        Case(label: "valeur", values: ["17990131", "20240229"], type: "integer"),
        Case(label: "valeur", values: ["202401312400", "202402010000"], type: "bigint"),
        Case(label: "valeur", values: ["2024013123", "2024020100"], type: "bigint"),
        Case(label: "date", values: ["202401", "202402"], type: "integer"),
        Case(
            label: "arrival_time", values: ["23:50:00", "24:10:00", "25:10:00"], type: "text",
            loaded: ["23:50:00", "24:10:00", "25:10:00"]),
        Case(
            label: "arrival_time", values: ["23:50:00", "7:05:00"], type: "time without time zone",
            loaded: ["23:50:00", "07:05:00"]),
    ]

    @Test("digits are dates where all of them are days", arguments: digits)
    func columns(of row: Case) throws {
        let text = "cle;\(row.label)\n" + row.values.enumerated().map { "k\($0);\($1)\n" }.joined()
        let loading = try Loading(text)
        #expect(loading.types[1] == row.type)
        #expect(loading.rejects.isEmpty)
        #expect(loading.rows.map { $0[1] } == row.loaded ?? row.values)
    }

    @Test("one late time among many rejects nothing and is told")
    func late() throws {
        let times = (0..<100).map { "\($0);\($0 % 24):15:00\n" }.joined()
        let loading = try Loading("trip;arrival_time\n" + times + "100;25:10:00\n")
        #expect(loading.types[1] == "text")
        #expect(loading.rejects.isEmpty)
        #expect(
            loading.table.columns[1].evidence.last
                == "101 times of day, 1 of which lie behind midnight, from 24:00 on, as text")
        let wrong = try Loading("trip;arrival_time\n" + times + "100;25:70:00\n")
        #expect(wrong.types[1] == "time without time zone")
        #expect(wrong.table.columns[1].evidence.last == "101 times of day, 1 of which do not exist")
    }
}
