import Formats
import FoundationEssentials
import Testing
import Vocabulary

/// Fields that stand below each other.
@Suite struct FixedWidthTests {
    static let text = """
        code  commune            habitants  date
        01001 L'Abergement             779  2021-01-01
        01004 Ambérieu-en-Bugey      14233  2021-01-01
        2A004 Ajaccio                71361  2021-01-01
        75056 Paris                2133111  2021-01-01
        97411 Saint-Denis           155634  2021-01-01
        01005 Ambérieux                     2021-01-01

        """

    @Test(
        "columns are found by the blanks of all rows", arguments: [TextEncoding.utf8, .windows1252, .utf16LittleEndian])
    func found(_ encoding: TextEncoding) throws {
        let loading = try Loading(encode(Self.text, as: encoding, mark: encoding == .utf16LittleEndian), step: 11)
        #expect(loading.plan.format == .delimited(.fixedWidth(starts: [1, 7, 26, 37])))
        #expect(loading.names == ["code", "commune", "habitants", "date"])
        #expect(loading.types == ["text", "text", "integer", "date"])
        #expect(loading.rows[1] == ["01004", "Ambérieu-en-Bugey", "14233", "2021-01-01"])
        #expect(loading.rows[5] == ["01005", "Ambérieux", nil, "2021-01-01"])
        #expect(loading.tally.loaded == 6)
        #expect(loading.rejects.isEmpty && loading.repairs.isEmpty)
    }

    @Test("one blank column between fields of many rows is enough, and no blank is none")
    func many() throws {
        let rows = (10..<50).map { "0\($0) \($0 % 2 == 0 ? "Paris  " : "Nice   ")    \($0 * 7 + 1000)\n" }.joined()
        let loading = try Loading(rows)
        #expect(loading.plan.format == .delimited(.fixedWidth(starts: [1, 5, 16])))
        #expect(loading.rows[0] == ["010", "Paris", "1070"])
    }

    @Test("a plan says where fields begin, and is read back")
    func plan() throws {
        let plan = try Loading(Self.text).plan
        let read = try JSONDecoder().decode(SourcePlan.self, from: Data(plan.json.description.utf8))
        #expect(read == plan)
        #expect(plan.json.description.contains("\"fixed_width\""))
    }

    @Test("declared places cut what no blank separates")
    func declared() throws {
        let columns = (1...3).map { PlanColumn(name: "c\($0)", label: "", field: $0, type: $0 == 2 ? .integer : .text) }
        let plan = SourcePlan(
            format: .delimited(.fixedWidth(starts: [1, 4, 6], lineEnd: .carriageReturnLineFeed)),
            tables: [TablePlan(bounds: TableBounds(firstDataRow: 1), width: 3, columns: columns)])
        let loading = try Loading(Array("été12xyz\r\nab\r\n   \r\nabc 7\r\nab x1z".utf8), by: plan)
        #expect(loading.rows == [["été", "12", "xyz"], ["ab", nil, nil], ["abc", "7", nil]])
        #expect(loading.rejects.map(\.reason) == [.notOfType(.integer)])
        #expect(loading.rejects.map(\.line) == [5])
        #expect(loading.tally.blank == 1)
    }

    @Test("texts that are delimited, or have but one column, are not taken for columns")
    func others() throws {
        for text in [
            "a  ;b\n1  ;2\n3  ;4\n5  ;6\n7  ;8\n9  ;1\n", "Jean Petit\nPaul Grand\nMarc Moyen\nAnne  B\nLuc Dupont\n",
        ] {
            #expect(try Loading(text).plan.format.dialect?.starts == nil)
        }
    }
}
