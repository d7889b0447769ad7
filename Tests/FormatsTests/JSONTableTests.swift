import Formats
import Testing
import Vocabulary

@Suite struct JSONTableTests {
    @Test("a member may have no name")
    func emptyName() throws {
        let loading = try Loading("[{\"\":1,\" \":2,\"\\\"\\\"\":3,\"a\":{\"\":4}}]")
        #expect(loading.rows == [["1", "2", "3", "4"]])
        #expect(loading.table.columns.map(\.label) == ["\"\"", " ", "\\\"\"", "a.\"\""])
        #expect(JSONPath(text: "a.\"\".b").names == ["a", "", "b"])
    }

    @Test("an array of objects becomes a table, objects flattened, arrays kept")
    func table() throws {
        let loading = try Loading(
            """
            [{"code": "01001", "population": 860, "geo": {"lat": 46.1, "lon": 4.9}, "tags": ["a", 1.50], "actif": true},
             {"code": "2A004", "geo": {"lat": 41.927, "lon": 8.7}, "maj": "2024-12-31", "tags": []},
             {"code": "01002", "population": null, "geo": null, "nom": "L'Été"}]
            """)
        #expect(loading.names == ["code", "population", "geo_lat", "geo_lon", "tags", "actif", "maj", "nom"])
        #expect(
            loading.table.columns.map(\.label) == [
                "code", "population", "geo.lat", "geo.lon", "tags", "actif", "maj", "nom",
            ])
        #expect(
            loading.types == [
                "text", "integer", "numeric(13,3)", "numeric(11,1)", "jsonb", "boolean", "date", "text",
            ])
        #expect(
            loading.rows == [
                ["01001", "860", "46.100", "4.9", "[\"a\", 1.50]", "t", nil, nil],
                ["2A004", nil, "41.927", "8.7", "[]", nil, "2024-12-31", nil],
                ["01002", nil, nil, nil, nil, nil, nil, "L'Été"],
            ])
    }

    @Test(
        "the array is found where it lies",
        arguments: [
            ("[{\"a\":1}]", "$"), ("{\"total\":1,\"results\":[{\"a\":1}]}", "results"),
            (
                "{\"links\":[\"x\"],\"result\":{\"records\":[{\"a\":1,\"b\":[{\"c\":2}]}],\"fields\":[]}}",
                "result.records"
            ),
            ("{\"a.b\":[{\"a\":1}]}", "a\\.b"), ("{\"results\":[]}", "results"), ("[]", "$"),
        ])
    func path(_ text: String, _ path: String) throws {
        let loading = try Loading(text)
        #expect(loading.plan.format == .json(.array(at: JSONPath(text: path))))
    }

    @Test("a path into what is no JSON is refused, whatever else it may be")
    func pathIntoText() {
        let source = MemorySource(Array("Service unavailable;try later\nstill;no\n".utf8), name: "test.json")
        var options = SniffOptions()
        options.path = JSONPath(text: "results")
        #expect(throws: FormatFailure.notJSON("test.json", path: JSONPath(text: "results"))) {
            try SourcePlan(sniffing: source, options: options)
        }
    }

    @Test("objects of an object are rows by their keys, which are the first column")
    func objectsByKey() throws {
        let text = """
            {"A12": {"nom": "Gare", "places": 20, "etat": {"ouvert": true}, "fermetures": []},
             "B07": {"nom": "Port", "places": 8, "etat": {"ouvert": false}, "fermetures": [{"jour": 1}, {"jour": 2}]},
             "C31": {"nom": "Parc", "places": null, "key": "k", "fermetures": [{"jour": 3}]}}
            """
        let loading = try Loading(text)
        #expect(loading.plan.format == .json(.members(of: JSONPath([]), key: "key_2")))
        #expect(loading.names == ["key_2", "nom", "places", "etat_ouvert", "fermetures", "key"])
        #expect(loading.rows.map { $0[0] } == ["A12", "B07", "C31"])
        #expect(loading.column("places") == ["20", "8", nil])
        #expect(loading.column("key") == [nil, nil, "k"])
        #expect(loading.tally.records == 3)
        let again = try SourcePlan(reading: MemorySource(Array(loading.plan.json.description.utf8), name: "plan"))
        #expect(again == loading.plan)
        #expect(try Loading(Array(text.utf8), by: again).rows == loading.rows)
        let fitted = try FittedPlan(again, onto: MemorySource(Array(text.utf8), name: "again"))
        #expect(fitted.drift.isEmpty)
        // A record that was refused and comes again on a line of its own has its key.
        let narrow = try Loading(Array(text.utf8), by: loading.plan, types: ["nom": .smallint])
        #expect(narrow.rejects.map(\.rawLine).first?.hasPrefix("{\"key_2\":\"A12\",\"nom\":\"Gare\"") == true)
    }

    @Test(
        "objects by their keys are found within others, and what is no list of like objects is none",
        arguments: [
            ("{\"data\":{\"x\":{\"a\":1},\"y\":{\"a\":2}},\"count\":2}", "data"),
            ("{\"meta\":{\"at\":1,\"by\":2},\"data\":{\"x\":{\"a\":1},\"y\":{\"a\":2}}}", "data"),
            ("{\"x\":{\"g\":{\"a\":1},\"h\":{\"a\":1}},\"y\":{\"g\":{\"a\":2},\"h\":{\"a\":3}}}", "$"),
            ("{\"meta\":{\"at\":1},\"link\":{\"self\":\"/\"}}", nil), ("{\"x\":{\"a\":1}}", nil),
        ])
    func keyed(_ text: String, _ path: String?) throws {
        guard let path else {
            #expect(throws: FormatFailure.noArrayOfObjects("test.csv", path: nil)) { try Loading(text) }
            return
        }
        #expect(try Loading(text).plan.format == .json(.members(of: JSONPath(text: path), key: "key")))
    }

    @Test("an array of values is a table of one column; at a path that is named also within an object")
    func values() throws {
        let loading = try Loading("[\"01\", \"2A\", null, \"95\"]")
        #expect(loading.plan.format == .json(.values(at: JSONPath([]))))
        #expect(loading.names == ["value"])
        #expect(loading.rows == [["01"], ["2A"], [nil], ["95"]])
        let again = try SourcePlan(reading: MemorySource(Array(loading.plan.json.description.utf8), name: "plan"))
        #expect(again == loading.plan)
        var options = SniffOptions()
        options.path = JSONPath(text: "ids")
        let inner = try Loading("{\"ids\":[3,5,8],\"of\":{\"a\":1,\"b\":2}}", options)
        #expect(inner.rows == [["3"], ["5"], ["8"]])
        #expect(inner.types == ["integer"])
        options.path = JSONPath(text: "of")
        #expect(try Loading("{\"ids\":[3],\"of\":{\"a\":1,\"b\":2}}", options).rows == [["a", "1"], ["b", "2"]])
    }

    @Test("no array, and more than one, are failures which say so")
    func ambiguous() throws {
        #expect(throws: FormatFailure.noArrayOfObjects("test.csv", path: nil)) {
            try Loading("{\"error\": \"not found\"}")
        }
        let failure = #expect(throws: FormatFailure.self) {
            try Loading("{\"a\":[{\"x\":1}],\"b\":[{\"x\":1}]}")
        }
        #expect(failure?.code == "FMT403")
        #expect(failure?.detail == "They lie at 'a', 'b'.")
        var options = SniffOptions()
        options.path = JSONPath(text: "b")
        #expect(try Loading("{\"a\":[{\"x\":1}],\"b\":[{\"x\":2}]}", options).rows == [["2"]])
        options.path = JSONPath(text: "c.d")
        #expect(throws: FormatFailure.noArrayOfObjects("test.csv", path: JSONPath(["c", "d"]))) {
            try Loading("{\"a\":[{\"x\":1}]}", options)
        }
    }

    @Test("one object a line is a table too")
    func lines() throws {
        let loading = try Loading("{\"a\":1,\"b\":[{\"c\":1}]}\n{\"a\":2}\n\n{\"a\":3,\"d\":\"x\"}\n")
        #expect(loading.plan.format == .json(.lines))
        #expect(loading.rows == [["1", "[{\"c\": 1}]", nil], ["2", nil, nil], ["3", nil, "x"]])
    }

    @Test("JSON in UTF-16 is read, with and without its mark", arguments: [true, false])
    func utf16(_ mark: Bool) throws {
        let loading = try Loading(encode("[{\"nom\":\"Été\"}]", as: .utf16LittleEndian, mark: mark))
        #expect(loading.rows == [["Été"]])
    }

    struct Case: CustomTestStringConvertible {
        let values: [String]
        let type: String
        var header = "x"
        var testDescription: String { "\(header): \(values.joined(separator: " "))" }
    }

    @Test(
        "types of JSON lead: a text of digits stays a text",
        arguments: [
            Case(values: ["\"12\"", "\"13\""], type: "text"), Case(values: ["12", "13"], type: "integer"),
            Case(values: ["12", "\"13\""], type: "text"),
            Case(values: ["1.234", "2"], type: "numeric(13,3)"),
            Case(values: ["1E5", "2"], type: "double precision"),
            Case(values: ["true", "null"], type: "boolean"),
            Case(values: ["true", "1"], type: "text"),
            Case(values: ["\"2024-01-02T03:04:05Z\""], type: "timestamp with time zone"),
            Case(values: ["\"08:30\""], type: "text"), Case(values: ["[1]", "2"], type: "jsonb"),
            Case(values: ["12345678901234567890123"], type: "numeric(23,0)"),
            Case(values: ["75001"], type: "text", header: "code_postal"),
            Case(values: ["\"\"", "null"], type: "text"),
        ])
    func types(_ row: Case) throws {
        let text = "[" + row.values.map { "{\"\(row.header)\":\($0)}" }.joined(separator: ",") + "]"
        let loading = try Loading(text)
        #expect(loading.types == [row.type])
        #expect(loading.tally.loaded == row.values.count)
    }

    @Test("an element that is no object, and a NUL, are rejects with their line")
    func rejects() throws {
        let loading = try Loading("[{\"a\":\"x\"},\n 3,\n {\"a\":\"b\\u0000\"},\n {\"a\":\"\"}]")
        #expect(loading.rows == [["x"], [""]])
        #expect(loading.rejects.map(\.reason) == [.notAnObject, .nul])
        #expect(loading.rejects.map(\.line) == [2, 3])
        #expect(loading.rejects.map(\.rawLine) == ["3", "{\"a\":\"b\\u0000\"}"])
        #expect(loading.tally.records == 4)
    }

    @Test("a member that the plan does not know is a reject, unless it is null")
    func unknown() throws {
        let plan = try Loading("[{\"a\":1,\"o\":{\"p\":1}}]").plan
        let loading = try Loading(
            Array("[{\"a\":2,\"b\":null},{\"a\":3,\"o\":{\"q\":1}},{\"o\":null}]".utf8), by: plan)
        #expect(loading.rows == [["2", nil], [nil, nil]])
        #expect(loading.rejects.map(\.reason) == [.unknownMember("'o.q'")])
    }

    @Test("a text that breaks off is a failure, however much was read before")
    func truncated() {
        let failure = #expect(throws: FormatFailure.self) { try Loading("[{\"a\":1},\n{\"a\":") }
        #expect(
            failure
                == .malformedJSON(
                    SourcePosition(file: "test.csv", line: 2, column: 6), problem: .unexpectedEnd))
    }
}
