import Formats
import FoundationEssentials
import Testing
import Vocabulary

@Suite struct PlanTests {
    @Test(
        "a plan that is written and read again is the same plan",
        arguments: [
            "Code postal;Prix;Part;Date\n35000;1 234,50;12 %;31/12/2024\n75001;2,5;1 %;01/02/2023\n",
            "a,b\n\"1,234.5\",12/31/2024\n\"2,000\",01/02/2024\n", "{\"r\":[{\"a\":{\"b.c\":[1]}}]}",
            "{\"a\":1}\n{\"a\":2}\n",
        ])
    func roundTrip(_ text: String) throws {
        let plan = try Loading(text).plan
        let read = try JSONDecoder().decode(SourcePlan.self, from: Data(plan.json.description.utf8))
        #expect(read == plan)
        #expect(try JSON(parsing: Array(plan.json.indented.utf8), name: "plan") == plan.json)
    }

    @Test("a plan shows what was decided")
    func shown() throws {
        let plan = try Loading(encode("dep;prix\n01;1,5\n02;2,25\n", as: .windows1252)).plan
        #expect(
            plan.json.indented == """
                {
                  "format": "delimited",
                  "containers": [],
                  "encoding": "utf-8",
                  "fallback_encoding": null,
                  "dialect": {
                    "delimiter": ";",
                    "quote": "\\"",
                    "escape": "doubled",
                    "line_end": "lf",
                    "skips_blanks_before_quote": false,
                    "lines_quoted": false
                  },
                  "evidence": [
                    "ASCII throughout",
                    "rows agree in width and kind by 64 %"
                  ],
                  "warnings": [],
                  "tables": [
                    {
                      "name": null,
                      "title": null,
                      "header": {
                        "first_row": 1,
                        "last_row": 1
                      },
                      "code_row": null,
                      "data": {
                        "first_row": 2,
                        "last_row": 3,
                        "to_end": true
                      },
                      "totals": [],
                      "footer": null,
                      "width": 2,
                      "evidence": [
                        "header on line 1"
                      ],
                      "columns": [
                        {
                          "name": "dep",
                          "label": "dep",
                          "field": 1,
                          "type": "text",
                          "meaning": "departement",
                          "is_status": false,
                          "format": {
                            "decimal": "comma",
                            "grouping": "none",
                            "unit": "none",
                            "date_order": "dmy",
                            "restored_code": null,
                            "null_words": false,
                            "trimmed": false
                          },
                          "evidence": [
                            "2 values, 0 empty",
                            "name and 2 values are of the kind departement"
                          ]
                        },
                        {
                          "name": "prix",
                          "label": "prix",
                          "field": 2,
                          "type": "numeric(12,2)",
                          "meaning": null,
                          "is_status": false,
                          "format": {
                            "decimal": "comma",
                            "grouping": "none",
                            "unit": "none",
                            "date_order": "dmy",
                            "restored_code": null,
                            "null_words": false,
                            "trimmed": false
                          },
                          "evidence": [
                            "2 values, 0 empty",
                            "2 numbers with a decimal comma"
                          ]
                        }
                      ]
                    }
                  ]
                }
                """)
    }

    @Test("a plan whose field is not in the record is refused")
    func invalid() throws {
        var plan = try Loading("a,b\n1,2\n").plan
        plan.tables[0].columns[1].field = 3
        let source = MemorySource(Array("a,b\n1,2\n".utf8), name: "x")
        let failure = #expect(throws: FormatFailure.self) { _ = try plan.reader(of: source) }
        #expect(failure?.code == "FMT504")
    }

    @Test("totals that an edited plan names are not loaded, whatever else it names")
    func editedTotals() throws {
        let bytes = Array("a;b\nx;1\ny;2\nz;3\n".utf8)
        var plan = try SourcePlan(sniffing: MemorySource(bytes, name: "x"))
        plan.tables[0].bounds.totals = [1, 3, 3, 40]
        let loading = try Loading(bytes, by: plan)
        #expect(loading.rows == [["x", "1"], ["z", "3"]])
        #expect(loading.tally.totals == 1)
    }

    static let broken: [(json: String, words: String)] = [
        ("{\"tables\":[]}", "tables: at least one table is asked for"),
        ("{\"tables\":[{}]}", "tables[0]: member 'columns' is missing"),
        (
            "{\"tables\":[{\"header\":{\"first_row\":3,\"last_row\":0},\"columns\":[]}]}",
            "tables[0].header: rows count from 1, the first before the last"
        ),
        (
            "{\"tables\":[{\"columns\":[{\"name\":\"a\",\"type\":7}]}]}",
            "tables[0].columns[0].type: "
        ),
        ("{\"tables\":[]}", "plan 'plan.json' is not valid"), ("{\"tables\":[", "line 1, column "),
        ("{\"formt\":\"json\",\"tables\":[]}", "there is no member 'formt'"),
        ("{\"tables\":[{\"header\":{\"first\":1}}]}", "tables[0].header: there is no member 'first'"),
        ("{\"encoding\":\"klingon\",\"tables\":[]}", "encoding: 'klingon' is none of 'utf-8', 'utf-16le'"),
        (
            "{\"tables\":[{\"columns\":[{\"name\":\"nom; drop\",\"type\":\"text\"}]}]}",
            "tables[0].columns[0].name: 'nom; drop' is not of lowercase letters"
        ),
        (
            "{\"tables\":[{\"columns\":[{\"name\":\"a\",\"type\":\"text\"},{\"name\":\"a\",\"type\":\"text\"}]}]}",
            "tables[0].columns[1].name: 'a' is the name of another column as well"
        ),
        ("{\"dialect\":{\"delimiter\":\"ab\"},\"tables\":[]}", "dialect.delimiter: one character of ASCII"),
    ]

    @Test("a member that is misspelt is told with the nearest")
    func nearestMember() throws {
        let json = "{\"formt\":\"json\",\"tables\":[]}"
        let failure = #expect(throws: FormatFailure.self) {
            _ = try SourcePlan(reading: MemorySource(Array(json.utf8), name: "plan.json"))
        }
        #expect(failure?.kind == .configuration)
        #expect(failure?.hint == "Did you mean 'format'?")
    }

    @Test("a plan that is edited into none is refused by the member that is wrong", arguments: broken)
    func refused(_ json: String, _ words: String) throws {
        let failure = #expect(throws: FormatFailure.self) {
            _ = try SourcePlan(reading: MemorySource(Array(json.utf8), name: "plan.json"))
        }
        #expect(failure?.code == "FMT504")
        #expect(failure?.message.contains(words) == true, "\(failure?.message ?? "")")
    }

    @Test("a plan of a width that no record has is refused before anything is read")
    func width() throws {
        for width in [-1, 1_000_000_000_000] {
            var plan = try SourcePlan(sniffing: MemorySource(Array("a,b\n1,2\n".utf8), name: "x"))
            plan.tables[0].width = width
            let source = MemorySource(Array("a,b\n1,2\n".utf8), name: "x")
            #expect(throws: FormatFailure.self) { _ = try plan.reader(of: source) }
            #expect(throws: FormatFailure.self) { _ = try RawRows(plan, of: source) }
        }
    }
}
