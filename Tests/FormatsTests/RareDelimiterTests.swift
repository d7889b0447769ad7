import Formats
import Testing
import Vocabulary

/// Delimiters that few texts have, and signs that look like delimiters and are none.
@Suite struct RareDelimiterTests {
    private static let rows = [
        ["code", "nom", "jour", "valeur"], ["01004", "Ambérieu", "2024-01-31", "12"],
        ["2A004", "Ajaccio: port", "2024-02-01", ""], ["35238", "", "2024-02-29", "7"],
        ["59350", "Lille | Lomme", "2024-03-01", "0"], ["75056", "Paris (12)", "2024-12-31", "105"],
    ]

    @Test(
        "a table is read whatever its delimiter is",
        arguments: ["~|~", "||", "::", "|~|", "##", "¦", "§", "^|^", "@@", "!", "/", "@", "^", "~", "#"])
    func found(_ delimiter: String) throws {
        // A cell with a part of the delimiter is one that its writer would quote.
        let text = Self.rows.map { row in
            row.map { delimiter == "||" && $0.contains("|") ? "\"\($0)\"" : $0 }.joined(separator: delimiter) + "\n"
        }.joined()
        let loading = try Loading(text)
        #expect(loading.plan.format.dialect.map { String(decoding: $0.delimiterBytes, as: UTF8.self) } == delimiter)
        #expect(loading.names == ["code", "nom", "jour", "valeur"])
        #expect(loading.column("nom") == ["Ambérieu", "Ajaccio: port", nil, "Lille | Lomme", "Paris (12)"])
        #expect(loading.types == ["text", "text", "date", "integer"])
        let again = try SourcePlan(reading: MemorySource(Array(loading.plan.json.description.utf8), name: "plan"))
        #expect(again == loading.plan)
    }

    @Test(
        "signs within values part nothing",
        arguments: [
            "jour\n31/01/2024\n01/02/2024\n29/02/2024\n", "heure\n08:05\n12:30\n23:59\n",
            "courriel\na@exemple.fr\nb.c@exemple.fr\nd@exemple.org\n",
            "page\nhttps://exemple.fr/a/b\nhttps://exemple.fr/c/d\nhttps://exemple.fr/e/f\n",
            "saison\n2019/2020\n2020/2021\n2021/2022\n",
        ])
    func noDelimiter(_ text: String) throws {
        #expect(try Loading(text).table.width == 1)
    }

    @Test("commas of names and addresses do not outdo a rare delimiter", arguments: ["#", "~", "^"])
    func commasOfText(_ delimiter: String) throws {
        let rows = [
            ["Coruña, A", "Coruña, A", "Arteixo", "PRAZA", "ALCALDE RAMON DOPICO, 1", "15142", "981659000"],
            ["Coruña, A", "Coruña, A", "Baña, A", "LUGAR", "SAN VICENTE, S/N", "15863", "981886501"],
            ["Coruña, A", "Coruña, A", "Laracha, A", "AVENIDA", "FINISTERRE", "15145", "981605001"],
            ["Coruña, A", "Coruña, A", "Pino, O", "LUGAR", "PEDROUZO, 2", "15821", "981511002"],
        ]
        let text = rows.map { $0.joined(separator: delimiter) + "\n" }.joined()
        let loading = try Loading(text)
        #expect(loading.rows == rows)
        #expect(loading.rejects.isEmpty)
    }

    @Test("the usual delimiter between empty fields is not two, and double signs within fields are none")
    func empties() throws {
        for text in ["a;;b;;c\n1;;2;;3\n4;;5;;6\n7;;8;;9\n", "a,b,c\n1,,2\n3,,4\n5,,6\n", "a|b|c\n1||2\n3||4\n5|6|7\n"]
        {
            let loading = try Loading(text)
            #expect(loading.plan.format.dialect?.delimiterTail == [], "\(text)")
            #expect(loading.table.width == text.prefix { $0 != "\n" }.count { ";,|".contains($0) } + 1)
        }
        let names = try Loading("n;fonction;x\n1;std::move;a\n2;std::swap;b\n3;std::sort;c\n")
        #expect(names.names == ["n", "fonction", "x"])
    }

    private static let excel =
        "code;nom;prix\r\n\"01004;Ambérieu;1,5\"\r\n\"2A004;\"\"Ajaccio; port\"\";2\"\r\n75056;Paris;3\r\n"

    @Test("lines that Excel has quoted as a whole are read as what they were", arguments: TextEncoding.allCases)
    func wrapped(_ encoding: TextEncoding) throws {
        let isWide = encoding == .utf16BigEndian || encoding == .utf16LittleEndian
        let text = Self.excel.replacing("75056", with: "é")
        let bytes = encode(text, as: encoding, mark: isWide)
        let loading = try Loading(bytes, step: 7)
        #expect(loading.plan.format.dialect?.isWrapped == true)
        #expect(
            loading.rows == [["01004", "Ambérieu", "1.5"], ["2A004", "Ajaccio; port", "2.0"], ["é", "Paris", "3.0"]])
        let again = try SourcePlan(reading: MemorySource(Array(loading.plan.json.description.utf8), name: "plan"))
        #expect(again == loading.plan)
    }

    @Test("records of quoted lines keep line, place and text")
    func wrappedPlaces() throws {
        let loading = try Loading(Array(Self.excel.utf8), types: ["prix": .integer])
        let reject = try #require(loading.rejects.first)
        #expect(loading.rejects.count == 1 && reject.line == 2)
        #expect(reject.byteOffset == 15 && reject.rawLine == "01004;Ambérieu;1,5")
        let all = try Loading(Array(Self.excel.utf8), types: ["prix": .date])
        #expect(all.rejects.map(\.byteOffset) == [15, 38, 67])
    }

    @Test(
        "quoted texts of one column are one column",
        arguments: [
            "\"12, rue Haute\"\n\"3, rue Basse\"\n\"7, quai Sud\"\n\"1, place Verte\"\n",
            "mot\n\"a;b\"\n\"c\"\n\"d;e;f\"\n",
        ])
    func oneColumn(_ text: String) throws {
        let loading = try Loading(text)
        #expect(loading.plan.format.dialect?.isWrapped == false)
        #expect(loading.table.width == 1)
    }

    @Test("the log of a server has blanks between its fields, and quotes about those that have some")
    func log() throws {
        let loading = try Loading(
            """
            10.0.0.1 - - [10/Oct/2023:13:55:36 +0000] "GET /carte HTTP/1.1" 200 1024
            10.0.0.2 - - [10/Oct/2023:13:56:02 +0000] "GET /login HTTP/1.1" 404 512
            10.0.0.3 - - [10/Oct/2023:13:57:15 +0000] "POST /login?a=b HTTP/1.1" 200 2048
            """)
        #expect(loading.plan.format.dialect?.delimiter == UInt8(ascii: " "))
        #expect(loading.rows.map { $0[5] }[0] == "GET /carte HTTP/1.1")
        #expect(loading.rows.map { $0[7] } == ["1024", "512", "2048"])
    }

    @Test("an apostrophe within words quotes nothing")
    func apostrophe() throws {
        let loading = try Loading("commune\nL'Isle\nGap\nVilleneuve d'Ascq\n")
        #expect(loading.plan.format.dialect?.quote == UInt8(ascii: "\""))
        #expect(loading.column("commune") == ["L'Isle", "Gap", "Villeneuve d'Ascq"])
    }

    @Test("'sep=' may name several bytes, and a plan that names letters is refused")
    func declared() throws {
        #expect(try Loading("sep=||\na||b\n1||2\n").names == ["a", "b"])
        for wrong in ["ab|", "||\"", "|\n"] {
            let plan = JSON.object([
                JSON.Member("dialect", ["delimiter": .string(wrong)]),
                JSON.Member("tables", [["width": 1, "columns": [["name": "a", "type": "text"]]]]),
            ])
            #expect(throws: FormatFailure.self, "\(wrong)") {
                try SourcePlan(reading: MemorySource(Array(plan.description.utf8), name: "plan"))
            }
        }
    }
}
