import Formats
import Testing
import Vocabulary

@Suite struct HostileTests {
    static let binaries: [([UInt8], String)] = [
        (member("docProps/app.xml") + member("xl/workbook.xml"), "an Excel workbook (.xlsx)"),
        (member("word/document.xml"), "a Word document (.docx)"),
        (
            [0x50, 0x4B, 0x03, 0x04] + Array("mimetypeapplication/vnd.oasis.opendocument.spreadsheet".utf8),
            "an OpenDocument spreadsheet (.ods)"
        ),
        (Array("%PDF-1.7\n".utf8), "a PDF document"),
        ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "a PNG image"),
        ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0], "an Excel workbook of the old format (.xls)"),
        (Array("SQLite format 3\0".utf8), "an SQLite or GeoPackage file"),
        (Array("\n <!DOCTYPE HTML><p>".utf8), "an HTML page"),
        (Array("<?xml version='1.0'?>".utf8), "an XML document"),
        ([UInt8](repeating: 0, count: 500), "binary data"),
        ((0..<2000).map { UInt8($0 * 7 % 32) }, "binary data"),
        ([0xFF, 0xFE, 0, 0, 0x41, 0, 0, 0], "a text in UTF-32"),
        ([0, 1, 0, 0] + Array("Standard ACE DB\0".utf8), "an Access database"),
        ([0x03, 124, 3, 12, 5, 0, 0, 0, 97, 0, 32, 0] + [UInt8](repeating: 0, count: 40), "a dBase table (.dbf)"),
        (Array("{\\rtf1\\ansi x}".utf8), "an RTF document"),
        (Array("<table><tr><td>1".utf8), "an HTML page"),
        (Array("ARROW1\0\0".utf8), "an Arrow file"),
    ]

    /// The local header of a member of an archive, with some packed bytes.
    static func member(_ name: String) -> [UInt8] {
        [0x50, 0x4B, 0x03, 0x04] + [UInt8](repeating: 7, count: 22) + [UInt8(name.utf8.count), 0, 0, 0] + name.utf8
            + [0x9C, 0x2D, 0xF1]
    }

    @Test("an archive is no workbook because its packed bytes happen to be letters")
    func packedLetters() {
        let bytes = Self.member("ventes.csv") + Array("..xl/..word/..ppt/..".utf8)
        #expect(throws: FormatFailure.zipWithinStream("test.csv")) { try Loading(bytes) }
    }

    @Test("what is no text is refused and named", arguments: binaries)
    func binary(_ bytes: [UInt8], _ seems: String) {
        #expect(throws: FormatFailure.binary("test.csv", seems: seems)) { try Loading(bytes) }
    }

    @Test("what is no text is refused with what to do about it")
    func advice() {
        for (bytes, seems) in Self.binaries {
            let failure = #expect(throws: FormatFailure.self) { try Loading(bytes) }
            #expect(failure?.hint?.isEmpty == false, "\(seems)")
        }
    }

    @Test("lines without anything in them are many and quick")
    func nothingButLines() {
        for line in ["\n", "\r", " \n"] {
            #expect(throws: FormatFailure.empty("test.csv")) { try Loading(String(repeating: line, count: 300_000)) }
        }
    }

    @Test("a table may begin with the letters of a binary format")
    func lookalike() throws {
        #expect(try Loading("PAR1,b\n1,2\n").names == ["par1", "b"])
    }

    static let empties: [[UInt8]] = [[], [0xEF, 0xBB, 0xBF], Array("\n\n  \n".utf8), [0xFF, 0xFE]]

    @Test("nothing at all is a failure", arguments: empties)
    func empty(_ bytes: [UInt8]) {
        #expect(throws: FormatFailure.empty("test.csv")) { try Loading(bytes) }
    }

    @Test("a header alone is a table without rows")
    func headerOnly() throws {
        let loading = try Loading("a;b;c")
        #expect(loading.names == ["a", "b", "c"])
        #expect(loading.types == ["text", "text", "text"])
        #expect(loading.tally.loaded == 0)
    }

    @Test("more columns than PostgreSQL allows are refused")
    func columns() throws {
        let wide = (0..<100_000).map { "c\($0)" }.joined(separator: ",") + "\n"
        #expect(throws: FormatFailure.tooManyColumns("test.csv", line: 1, count: 100_000, limit: 1600)) {
            try Loading(wide + wide)
        }
        // Also where the first line alone is longer than what is looked at first.
        let long = (0..<100_000).map { "column number \($0)" }.joined(separator: ";") + "\n"
        #expect(throws: FormatFailure.tooManyColumns("test.csv", line: 1, count: 100_000, limit: 1600)) {
            try Loading(long + long)
        }
        let most = (0..<1600).map { "c\($0)" }.joined(separator: ",") + "\n"
        #expect(try Loading(most + most.replacing("c", with: "1")).table.columns.count == 1600)
        let object = "[{" + (0..<1601).map { "\"k\($0)\":1" }.joined(separator: ",") + "}]"
        #expect(throws: FormatFailure.tooManyColumns("test.csv", line: 1, count: 1601, limit: 1600)) {
            try Loading(object)
        }
    }

    @Test("a record beyond the limit is refused with its place")
    func longRecord() {
        var options = SniffOptions()
        options.limits.recordBytes = 10_000
        let text = "a,b\n1,2\n3," + String(repeating: "x", count: 50_000) + "\n4,5\n"
        #expect(throws: FormatFailure.recordTooLong("test.csv", line: 3, byteOffset: 8, limit: 10_000)) {
            try Loading(text, options)
        }
    }

    @Test("a field may fill as many columns as a plan says, however long it is")
    func sharedField() throws {
        let columns = (1...200).map { PlanColumn(name: "c\($0)", label: "", field: 1, type: .text) }
        let plan = SourcePlan(
            format: .delimited(Dialect()),
            tables: [TablePlan(bounds: TableBounds(firstDataRow: 1), width: 1, columns: columns)])
        let text = String(repeating: "x", count: 100_000)
        let loading = try Loading(Array("\(text)\n\(text)\n".utf8), by: plan)
        #expect(loading.rows == Array(repeating: Array(repeating: text, count: 200), count: 2))
    }

    @Test("a quote that does not close within the limit is a character of its own line")
    func longQuote() throws {
        var options = SniffOptions()
        options.limits.recordBytes = 10_000
        let rows = (0..<4000).map { "\"\($0)\",\"v\"\n" }.joined()
        let loading = try Loading(
            "a,b\n" + rows + "\"x,y\n" + String(repeating: "1,2\n", count: 20_000), options)
        #expect(loading.rejects.isEmpty)
        #expect(loading.repairs.map(\.rawLine) == ["\"x,y"])
        #expect(loading.tally.loaded == 24_001)
    }

    @Test("quotes that never close take bounded time")
    func manyUnclosed() {
        var options = SniffOptions()
        options.limits.recordBytes = 10_000
        let good = (0..<8000).map { "\"\($0)\",\"v\"\n" }.joined()
        let text = "a,b\n" + good + String(repeating: "\"x,y\n", count: 50_000)
        let failure = #expect(throws: FormatFailure.self) { try Loading(text, options) }
        #expect(failure?.code == "FMT303")
    }

    @Test("a file of nothing but opened quotes takes bounded time to sniff")
    func onlyUnclosed() throws {
        let text = String(repeating: "\"x,y\n", count: 30_000)
        let tally = try Loading("a,b\n" + text).tally
        #expect(tally.loaded + tally.rejected + tally.ignored == tally.records)
    }

    @Test("a NUL within a cell is a reject")
    func nul() throws {
        let text = "a,b\n" + (0..<200).map { "valeur \($0),x\n" }.joined() + "n\0n,z\n"
        let loading = try Loading(text)
        #expect(loading.tally.loaded == 200)
        #expect(loading.rejects.map(\.reason) == [.nul])
        #expect(loading.rejects.first?.value == "n\\x00n")
    }

    @Test("a hostile label cannot leave its name")
    func labels() throws {
        let loading = try Loading("\"a\"\"; drop table x; --\",\u{202E}b\u{7}\n1,2\n")
        #expect(loading.names == ["a_drop_table_x", "b"])
    }

    @Test("formulas of a spreadsheet stay the texts they are")
    func formulas() throws {
        #expect(try Loading("a,b\n=1+1,@x\n+x,-y\n").rows == [["=1+1", "@x"], ["+x", "-y"]])
    }

    /// Whether a row can be refused for this reason although its types were inferred from it.
    private static func mayBeSeenByInference(_ reason: RejectReason) -> Bool {
        switch reason {
        case .width, .unclosedQuote, .undecodable, .nul, .impossibleDate, .notAnObject: true
        case .outOfRange(let type): type == .double
        case .notOfType, .leadingZero, .tooLong, .invalidJSON, .unknownMember, .missingKey, .duplicateKey,
            .unknownColumn:
            false
        }
    }

    static let forms = [
        "#", "-#", "# ###", "#,##", "#.##", "# ###,##", "#.###,#", "#,###.#", "#'###", "##%", "# %", "#,# €",
        "#e#", "#.#e-#",
        "##/##/20##", "20##-##-##", "##.##.20##", "##:##", "20##-##-##T##:##:##", "20##-##-## ##:##:##.###Z",
        "oui", "non", "N",
        "O", "nd", "-", "", " ", "0#", "+#", "2A###", "#########", "abc", "∅",
    ]

    @Test("a column of any forms loads as the type that was inferred from it", arguments: 1...40)
    func forms(_ seed: Int) throws {
        var dice = Dice(state: UInt64(seed) &* 0xD1B5_4A32_D192_ED03 | 1)
        for _ in 0..<20 {
            let kinds = (0..<Int.random(in: 1...3, using: &dice)).compactMap { _ in
                Self.forms.randomElement(using: &dice)
            }
            let cells = (0..<Int.random(in: 1...60, using: &dice)).map { _ in
                (kinds.randomElement(using: &dice) ?? "").map {
                    $0 == "#" ? "\(Int.random(in: 0...9, using: &dice))" : String($0)
                }.joined()
            }
            let loading = try Loading("k;v\n" + cells.enumerated().map { "k\($0);\($1)\n" }.joined())
            let reasons = loading.rejects.filter { !Self.mayBeSeenByInference($0.reason) }
            #expect(reasons.isEmpty, "\(kinds) as \(loading.types)")
        }
    }

    @Test("no cell stops a converter, whatever type and format a plan gives it", arguments: 1...4)
    func converters(_ seed: Int) throws {
        var dice = Dice(state: UInt64(seed) &* 0xA076_1D64_78BD_642F | 1)
        let types = try [
            "text", "character varying(2)", "boolean", "smallint", "integer", "bigint", "numeric",
            "numeric(4,2)",
            "numeric(3,3)", "real", "double precision", "date", "time", "timestamp", "timestamptz", "uuid",
            "jsonb",
        ].map { try ColumnType(sql: $0) }
        let alphabet = Array("0123456789,.'-+eE%:/TZ {}[]\"nul\u{202F}€−é".unicodeScalars)
        var columns: [PlanColumn] = []
        for type in types {
            for _ in 0..<4 {
                let number = NumberFormat(
                    decimal: NumberFormat.Decimal.allCases.randomElement(using: &dice) ?? .point,
                    grouping: NumberFormat.Grouping.allCases.randomElement(using: &dice) ?? .none,
                    unit: NumberFormat.Unit.allCases.randomElement(using: &dice) ?? .none)
                let format = ValueFormat(
                    number: number, dateOrder: DateOrder.allCases.randomElement(using: &dice) ?? .dayMonthYear
                )
                columns.append(PlanColumn(name: "c", label: "", field: 1, type: type, format: format))
            }
        }
        var dialect = Dialect(delimiter: 0x01, quote: nil)
        dialect.lineEnd = .carriageReturn
        let cells = (0..<120).map { _ -> String in
            let length = Int.random(in: 1...12, using: &dice)
            var text = ""
            for _ in 0..<length { text.unicodeScalars.append(alphabet.randomElement(using: &dice) ?? "0") }
            return text
        }
        for column in columns {
            let plan = SourcePlan(format: .delimited(dialect), tables: [TablePlan(width: 1, columns: [column])])
            let loading = try Loading(Array(cells.joined(separator: "\r").utf8), by: plan)
            #expect(loading.rows.allSatisfy { $0.count == 1 })
            #expect(
                loading.tally.loaded + loading.tally.rejected + loading.tally.ignored == loading.tally.records
            )
        }
    }

    @Test("bytes at random are loaded, rejected or refused, and every record is counted", arguments: 1...40)
    func random(_ seed: Int) {
        var dice = Dice(state: UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1)
        let alphabets: [[UInt8]] = [
            Array(",;\"\n\r\\' 1a".utf8), Array("{}[]\",:\\u0d8e1 tfn\n".utf8),
            Array(";\"\n0123/-:., %eE+".utf8) + [0xE9, 0xC3, 0xA9, 0xE2, 0x80, 0x82, 0xFF],
            Array(0...255),
        ]
        for _ in 0..<40 {
            let alphabet = alphabets[Int.random(in: 0..<alphabets.count, using: &dice)]
            let length = Int.random(in: 1...300, using: &dice)
            let bytes = (0..<length).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &dice)] }
            do {
                let step = Int.random(in: 1...64, using: &dice)
                let loading = try Loading(bytes, step: step)
                let tally = loading.tally
                #expect(tally.loaded + tally.rejected + tally.ignored == tally.records)
                #expect(tally.loaded == loading.rows.count)
                #expect(tally.rejected == loading.rejects.count)
                // What was inferred from all rows holds for all rows.
                #expect(loading.rejects.allSatisfy { Self.mayBeSeenByInference($0.reason) })
            } catch {
                #expect(error is FormatFailure)
            }
        }
    }
}
