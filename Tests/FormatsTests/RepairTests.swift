import Formats
import Testing

/// Rows that were not written as they should be, and lose nothing by being loaded.
@Suite struct RepairTests {
    @Test("a record without its last cells is filled, one without most of them is refused")
    func shortRows() throws {
        let loading = try Loading("a;b;c;d\n1;2;3;4\n5;6;7\n8;9\n10\n11;12;13;14\n")
        #expect(loading.rows[1] == ["5", "6", "7", nil])
        #expect(loading.rows[2] == ["8", "9", nil, nil])
        #expect(loading.rejects.map(\.reason) == [.width(expected: 4, found: 1)])
        #expect(loading.repairs.map(\.kind) == [.shortRow, .shortRow])
        #expect(loading.repairs.map(\.line) == [3, 4])
        #expect(loading.repairs.map(\.rawLine) == ["5;6;7", "8;9"])
        #expect(loading.tally.repairs[.shortRow] == 2)
        #expect(loading.tally.loaded == 4)
    }

    @Test(
        "a value that does not fit becomes null when that is asked for, and the others of its row stay",
        arguments: [false, true])
    func discardedValues(_ isJSON: Bool) throws {
        let delimited = "code;n;d;t\n01004;1;2024-01-31;x\n6114;neuf;2024-02-31;y\n01005;2;2024-03-31;z\n"
        let objects = """
            [{"code": "01004", "n": 1, "d": "2024-01-31", "t": "x"}, {"code": "6114", "n": "neuf", "d": "2024-02-31", "t": "y"},
            {"code": "01005", "n": 2, "d": "2024-03-31", "t": "z"}]
            """
        let bytes = Array((isJSON ? objects : delimited).utf8)
        var plan = try SourcePlan(sniffing: TrickleSource(bytes, step: 9))
        (plan.tables[0].columns[1].type, plan.tables[0].columns[2].type) = (.integer, .date)
        let reader = try plan.reader(of: TrickleSource(bytes, step: 9), discardsValues: true)
        var batch = RowBatch()
        #expect(try reader.read(into: &batch) && batch.rejects.isEmpty)
        #expect(
            batch.cells.map { $0.suffix(3).map { $0 ?? "-" } } == [
                ["1", "2024-01-31", "x"], ["-", "-", "y"], ["2", "2024-03-31", "z"],
            ])
        let discarded = batch.repairs.filter { $0.kind == .discardedValue }
        #expect(discarded.map(\.value) == ["neuf"] && discarded.map(\.column) == ["n"])
        #expect(discarded.first?.rawLine.contains("2024-02-31") == true)
        #expect(reader.tally.repairs[.discardedValue] == 1 && reader.tally.loaded == 3)
        #expect(try Loading(bytes, by: plan).rejects.map(\.column) == ["n"])
    }

    @Test("two halves of a record that differ are refused", arguments: [7, 4096])
    func brokenInTwo(_ step: Int) throws {
        let text = "a;b;c;d;e\n1;2;3;4;5\n1;2;3;rue\nde la Paix;5\n1;2;3;4;5\n"
        let loading = try Loading(Array(text.utf8), step: step)
        #expect(loading.rejects.map(\.rawLine) == ["1;2;3;rue", "de la Paix;5"])
        #expect(loading.tally.loaded == 2)
    }

    @Test("empty cells beyond the last column are left out, others are refused")
    func longRows() throws {
        let rows = "a;b\n" + String(repeating: "1;2\n", count: 9) + "3;4;;\n5;6; ;\"\"\n7;8;x\n9;10\n"
        let loading = try Loading(rows)
        #expect(loading.column("b").suffix(4) == ["2", "4", "6", "10"])
        #expect(loading.rejects.map(\.reason) == [.width(expected: 2, found: 3)])
        #expect(loading.tally.repairs[.emptyCells] == 2)
        #expect(loading.repairs.map(\.rawLine) == ["3;4;;", "5;6; ;\"\""])
    }

    @Test(
        "a stray quote is a character and swallows no line",
        arguments: [
            "1;\"Le bar;Paris\n2;\"Le café\";Lyon\n3;c;d\n",
            "1;\"a;x\n2;b;y\n3;c;d\n",
        ])
    func strayQuotes(_ text: String) throws {
        let head = "numero;nom;ville\n10;a;b\n11;\"d;e\";f\n12;\"g\nh\";i\n"
        let loading = try Loading(head + text + "20;k;l\n")
        #expect(loading.column("numero") == ["10", "11", "12", "1", "2", "3", "20"])
        #expect(loading.column("nom")[1] == "d;e")
        #expect(loading.column("nom")[2] == "g\nh")
        #expect(loading.rejects.isEmpty)
        #expect(loading.tally.repairs[.strayQuote] == loading.repairs.count)
        #expect(loading.repairs.first?.line == 6)
        #expect(loading.column("nom")[3]?.hasPrefix("\"") == true)
    }

    @Test("a quoted text over lines that happens to hold delimiters stays one cell")
    func honestLineBreaks() throws {
        let loading = try Loading("a;b;c\n1;\"x;\ny;z\";2\n3;\"u\nv\";4\n")
        #expect(loading.column("b") == ["x;\ny;z", "u\nv"])
        #expect(loading.repairs.isEmpty)
    }

    struct Codes: CustomTestStringConvertible {
        let header: String
        let values: [String]
        let loaded: [String]
        var restored = 0
        var testDescription: String { header }
    }

    @Test(
        "codes get the zeros back that a program took, where the column is known and none has any",
        arguments: [
            Codes(
                header: "code_commune", values: ["1004", "2A004", "75056"], loaded: ["01004", "2A004", "75056"],
                restored: 1),
            Codes(header: "code_commune", values: ["1004", "01005", "75056"], loaded: ["1004", "01005", "75056"]),
            Codes(header: "dep", values: ["1", "2A", "974"], loaded: ["01", "2A", "974"], restored: 1),
            Codes(header: "code_postal", values: ["1000", "75001"], loaded: ["01000", "75001"], restored: 1),
            Codes(header: "siren", values: ["5580502", "732829320"], loaded: ["5580502", "732829320"]),
            Codes(header: "siren", values: ["5580501", "732829320"], loaded: ["005580501", "732829320"], restored: 1),
            Codes(header: "telephone", values: ["612345678", "0612345678"], loaded: ["612345678", "0612345678"]),
            Codes(
                header: "telephone", values: ["612345678", "145678901"], loaded: ["0612345678", "0145678901"],
                restored: 2),
            Codes(
                header: "code_insee", values: ["1004.0", "75056.0"], loaded: ["01004", "75056"], restored: 2),
            Codes(
                header: "code_insee", values: ["=\"01004\"", "'2A004"], loaded: ["01004", "2A004"], restored: 2),
            Codes(header: "montant", values: ["1004", "75056"], loaded: ["1004", "75056"]),
        ])
    func codes(_ row: Codes) throws {
        let loading = try Loading("cle;\(row.header)\n" + row.values.map { "k;\($0)\n" }.joined())
        #expect(loading.rows.map { $0[1] } == row.loaded)
        #expect(loading.tally.repairs[.restoredCode] == row.restored)
        #expect(loading.repairs.map(\.column) == Array(repeating: row.header, count: row.restored))
    }

    @Test("a secret is told beside the value that is not there")
    func secrets() throws {
        let loading = try Loading("commune;population\na;1200\nb;s\nc;nd\nd;15\n")
        #expect(loading.names == ["commune", "population", "population_status"])
        #expect(loading.types == ["text", "integer", "text"])
        #expect(
            loading.rows == [["a", "1200", nil], ["b", nil, "secret"], ["c", nil, nil], ["d", "15", nil]])
    }

    @Test("of many repairs the first are kept and all are counted")
    func many() throws {
        let rows = String(repeating: "1;2;3\n1;2\n", count: 500)
        let loading = try Loading("a;b;c\n1;2;3\n1;2;3\n" + rows)
        #expect(loading.tally.repairs[.shortRow] == 500)
        #expect(loading.repairs.count == 100)
        #expect(loading.tally.loaded == 1002)
    }
}
