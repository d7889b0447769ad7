import Formats
import Testing

@Suite struct RecordTests {
    struct Case: CustomTestStringConvertible {
        let testDescription: String
        let text: String
        var dialect = Dialect()
        let cells: [[String?]]
    }

    static let cases: [Case] = [
        Case(testDescription: "plain", text: "a,b\nc,d\n", cells: [["a", "b"], ["c", "d"]]),
        Case(testDescription: "no line end at the end", text: "a,b\nc,d", cells: [["a", "b"], ["c", "d"]]),
        Case(testDescription: "empty cells", text: "a,\n,d\n", cells: [["a", nil], [nil, "d"]]),
        Case(testDescription: "last cell empty at the end", text: "a,", cells: [["a", nil]]),
        Case(testDescription: "quotes", text: "\"a,1\",\"b\"\n", cells: [["a,1", "b"]]),
        Case(testDescription: "doubled quotes", text: "\"a \"\"x\"\"\",b\n", cells: [["a \"x\"", "b"]]),
        Case(testDescription: "only a doubled quote", text: "\"\"\"\",b\n", cells: [["\"", "b"]]),
        Case(testDescription: "empty quotes", text: "\"\",b\n", cells: [[nil, "b"]]),
        Case(testDescription: "line break in quotes", text: "\"a\nb\",c\n", cells: [["a\nb", "c"]]),
        Case(testDescription: "CRLF in quotes stays", text: "\"a\r\nb\",c\r\n", cells: [["a\r\nb", "c"]]),
        Case(testDescription: "quote within a word", text: "5\" pipe,b\n", cells: [["5\" pipe", "b"]]),
        Case(
            testDescription: "quotes within quotes", text: "\"le \"petit\" port\",b\n",
            cells: [["le \"petit\" port", "b"]]),
        Case(
            testDescription: "doubled quotes without outer ones", text: "\"\"a\"\" x,b\n",
            cells: [["\"\"a\"\" x", "b"]]),
        Case(testDescription: "blank behind a closing quote", text: "\"a\" ,b\n", cells: [["a", "b"]]),
        Case(testDescription: "closing quote at the end", text: "a,\"b\"", cells: [["a", "b"]]),
        Case(testDescription: "CRLF", text: "a,b\r\nc,\"d\"\r\n", cells: [["a", "b"], ["c", "d"]]),
        Case(testDescription: "lone CR is a character", text: "a\rx,b\n", cells: [["a\rx", "b"]]),
        Case(
            testDescription: "CR ends records", text: "a,b\rc,\"d\re\"\rf,g",
            dialect: Dialect(lineEnd: .carriageReturn),
            cells: [["a", "b"], ["c", "d\re"], ["f", "g"]]),
        Case(
            testDescription: "CRLF where CR ends records", text: "a,b\r\nc,d\r",
            dialect: Dialect(lineEnd: .carriageReturn),
            cells: [["a", "b"], ["c", "d"]]),
        Case(
            testDescription: "backslash before a quote", text: "\"a \\\"x\\\"\",b\n",
            dialect: Dialect(escape: .backslash),
            cells: [["a \"x\"", "b"]]),
        Case(
            testDescription: "backslash before a delimiter", text: "a\\,1,b\n",
            dialect: Dialect(escape: .backslash),
            cells: [["a,1", "b"]]),
        Case(
            testDescription: "backslash that is none", text: "C:\\new,b\n",
            dialect: Dialect(escape: .backslash),
            cells: [["C:\\new", "b"]]),
        Case(
            testDescription: "backslash before the line end", text: "a,C:\\\nc,d\n",
            dialect: Dialect(escape: .backslash),
            cells: [["a", "C:\\"], ["c", "d"]]),
        Case(
            testDescription: "blanks before a quote", text: "a,  \"b, c\"\n",
            dialect: Dialect(skipsBlanksBeforeQuote: true),
            cells: [["a", "b, c"]]),
        Case(
            testDescription: "no quotes at all", text: "\"a,b\n", dialect: Dialect(quote: nil),
            cells: [["\"a", "b"]]),
        Case(
            testDescription: "special characters of COPY", text: "a\\,\"b\tc\"\n", cells: [["a\\", "b\tc"]]),
    ]

    @Test("records are split as people mean them", arguments: cases, [1, 2, 3, 5, Int.max])
    func split(_ row: Case, step: Int) throws {
        let columns = [
            PlanColumn(name: "a", label: "", field: 1, type: .text),
            PlanColumn(name: "b", label: "", field: 2, type: .text),
        ]
        let reader = try SourcePlan(format: .delimited(row.dialect), tables: [TablePlan(width: 2, columns: columns)])
            .reader(of: TrickleSource(Array(row.text.utf8), step: step))
        var batch = RowBatch()
        #expect(try reader.read(into: &batch))
        let cells = batch.cells
        #expect(cells == row.cells)
        #expect(batch.rejects.isEmpty)
        #expect(try !reader.read(into: &batch))
    }

    @Test("a quote that never closes costs its own line at most")
    func unclosed() throws {
        let text = "a,b\n\"0\",v\n\"1\",x\n\"2,y\n3,z\n4,w\n"
        let mended = try Loading(text)
        #expect(mended.column("a") == ["0", "1", "\"2", "3", "4"])
        #expect(mended.repairs.map(\.kind) == [.strayQuote])
        let loading = try Loading(text.replacing("2,y", with: "2,y,u"))
        #expect(loading.column("a") == ["0", "1", "3", "4"])
        let reject = try #require(loading.rejects.first)
        #expect(reject.reason == .unclosedQuote)
        #expect(reject.line == 4)
        #expect(reject.rawLine == "\"2,y,u")
        #expect(loading.tally.rejected == 1)
    }

    @Test("what is not as wide as the table is refused and the others loaded, and nothing is lost")
    func ragged() throws {
        let loading = try Loading("a;b;c\n1;2;3\n4\n\n6;7;8;9\n;;\n10;11;12\n")
        #expect(loading.column("a") == ["1", "10"])
        #expect(loading.rejects.map(\.line) == [3, 5])
        #expect(
            loading.rejects.map(\.reason) == [.width(expected: 3, found: 1), .width(expected: 3, found: 4)])
        #expect(loading.rejects.map(\.rawLine) == ["4", "6;7;8;9"])
        let tally = loading.tally
        #expect(tally.records == 7)
        #expect(tally.loaded == 2)
        #expect(tally.rejected == 2)
        #expect(tally.blank == 2)
        #expect(tally.outside == 1)
        #expect(tally.loaded + tally.rejected + tally.ignored == tally.records)
    }

    @Test("the place in the source ends where the source does", arguments: TextEncoding.allCases)
    func progress(_ encoding: TextEncoding) throws {
        let bytes = encode("a;b\né;1\n\"ç\nà\";2", as: encoding, mark: true)
        let source = MemorySource(bytes, name: "x")
        var options = SniffOptions()
        options.encoding = encoding
        let reader = try SourcePlan(sniffing: source, options: options).reader(of: source)
        #expect(reader.byteOffset == 0)
        var batch = RowBatch()
        while try reader.read(into: &batch) {}
        #expect(reader.byteOffset == bytes.count)
    }

    @Test("small batches give the same rows as large ones")
    func batches() throws {
        let text = "a;b\n" + (0..<500).map { "\($0);texte \($0)\n" }.joined()
        let whole = try Loading(Array(text.utf8))
        let pieces = try Loading(Array(text.utf8), step: 7, target: 100)
        #expect(whole.rows.count == 500)
        #expect(whole.rows == pieces.rows)
        #expect(whole.tally == pieces.tally)
    }
}
