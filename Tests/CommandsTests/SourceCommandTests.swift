import Formats
import FoundationEssentials
import Ingestion
import Testing
import Vocabulary

@testable import Commands

/// `socle source` on files, with no server and no installation.
@Suite struct SourceCommandTests {
    private static let text = """
        Population des départements;;

        Code;Nom;Population;Part
        CODGEO;LIBGEO;POP;PART
        01;Ain;631877;1,5
        02;"Aisne; Laon";536136;
        03;Allier;k;0,5
        Total;;1168013;2

        Source : Insee;;
        """

    /// Runs a command on a file that has the text, and takes the file away again.
    private func run(_ line: String, on text: String = text, terminal: Terminal? = nil) throws -> Run {
        let folder = FileManager.default.temporaryDirectory.appending(path: "socle-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "ventes.csv")
        try Data(text.utf8).write(to: file)
        let words = line.split(separator: " ").map { word in
            switch word {
            case "FILE": file.path()
            case "PLAN": file.path() + ".plan.json"
            default: String(word)
            }
        }
        var run = Run(words, of: .socle, terminal: terminal)
        // A second command may follow what the first has written.
        if line.contains("--write PLAN") {
            run = Run(["source", "cat", file.path(), "--plan", file.path() + ".plan.json"], of: .socle)
        }
        return run
    }

    @Test("cat prints names and values as a load takes them, and tells of what it would refuse")
    func values() throws {
        let run = try run("source cat FILE")
        #expect(run.exitCode == 0)
        #expect(
            run.output == """
                codgeo,libgeo,pop,part
                01,Ain,631877,1.5
                02,Aisne; Laon,536136,
                03,Allier,k,0.5

                """)
        #expect(run.errors.isEmpty)
    }

    @Test("one of anything is told as one")
    func singular() throws {
        let run = try run("source cat FILE", on: "a;b\n1;2\n3\n4;5\n")
        #expect(run.errors.contains("1 record would be refused, the first on line 3: record has 1 field instead of 2"))
        let failure = LoadFailure.overBudget(rejected: 1, records: 1, budget: .usual, first: [])
        #expect(failure.message == "1 of 1 record was refused, more than the budget of 5 %")
        let two = LoadFailure.overBudget(rejected: 2, records: 8, budget: .rows(1), first: [])
        #expect(two.message == "2 of 8 records were refused, more than the budget of 1 row")
    }

    @Test("cat prints one object a line, numbers as numbers")
    func objects() throws {
        let run = try run("source cat FILE --format jsonl")
        #expect(
            run.output == """
                {"codgeo":"01","libgeo":"Ain","pop":"631877","part":1.5}
                {"codgeo":"02","libgeo":"Aisne; Laon","pop":"536136","part":null}
                {"codgeo":"03","libgeo":"Allier","pop":"k","part":0.5}

                """)
    }

    @Test(
        "codes that get their zeros back are told with number, first line and example",
        arguments: [
            ("code_commune;n\n13001;1\n6114;2\n75056;3\n1004;4\n", "line 3: '6114' becomes '06114'"),
            (
                #"[{"code_commune": 13001}, {"code_commune": 6114}, {"code_commune": 1004}]"#,
                "line 1: '6114' becomes '06114'"
            ),
        ])
    func restored(_ text: String, _ place: String) throws {
        let sniffed = try run("source sniff FILE", on: text)
        #expect(sniffed.errors.contains("column code_commune: 2 codes get their zeros back, the first on \(place)"))
        #expect(try run("source cat FILE", on: text).errors.isEmpty)
        for (words, terminal) in [("--verbose", nil), ("", Terminal(width: 80, hasColour: false))] {
            let told = try run("source cat FILE \(words)", on: text, terminal: terminal).errors
            #expect(told.contains("2 records: a code got its zeros back, the first on line"))
            #expect(told.contains("column code_commune: '6114'"))
        }
    }

    @Test("numbers of persons and firms stand in no warning")
    func personal() throws {
        let told = try run("source sniff FILE", on: "telephone;n\n612345678;1\n623456789;2\n634567890;3\n").errors
        #expect(told.contains("column telephone: 3 codes get their zeros back, the first on line 2"))
        #expect(!told.contains("612345678"))
    }

    @Test("cat --text prints every cell as it is written")
    func raw() throws {
        let run = try run("source cat FILE --text")
        #expect(
            run.output == """
                Code,Nom,Population,Part
                01,Ain,631877,"1,5"
                02,Aisne; Laon,536136,
                03,Allier,k,"0,5"

                """)
        let ragged = try self.run("source cat FILE --text", on: "a;b\n1;2\n3\n4;5;6\n7;8\n")
        #expect(ragged.output == "a,b\n1,2\n3,\n4,5,6\n7,8\n")
    }

    @Test("sniff shows the plan, and what it writes is followed")
    func plan() throws {
        let shown = try run("source sniff FILE --output json")
        let plan = try JSON(parsing: Array(shown.output.utf8), name: "plan")
        #expect(plan["encoding"]?.text == "utf-8")
        #expect(plan["dialect"]?["delimiter"]?.text == ";")
        guard case .array(let tables)? = plan["tables"], let table = tables.first else {
            Issue.record("a plan has tables")
            return
        }
        #expect(table["header"]?["first_row"]?.integer == 3)
        #expect(table["header"]?["last_row"]?.integer == 4)
        #expect(table["code_row"]?.integer == 4)
        #expect(table["data"]?["last_row"]?.integer == 8)
        #expect(table["totals"] == [8])
        #expect(table["footer"]?["first_row"]?.integer == 10)
        #expect(try run("source sniff FILE --write PLAN").output == run("source cat FILE").output)
    }

    @Test("a file that is there is not written over, and the hint is one that can be followed")
    func existing() throws {
        let run = try run("source sniff FILE --write FILE")
        #expect(run.exitCode != 0)
        #expect(run.errors.contains("edit it, take it away, or choose another name"))
    }

    @Test("sniff fits the screen", arguments: [50, 80, 200])
    func widths(_ width: Int) throws {
        let run = try run("source sniff FILE", terminal: Terminal(width: width, hasColour: false))
        #expect(run.exitCode == 0)
        #expect(run.output.contains("lines 3 to 4"))
        let lines: [Substring] = run.output.split { $0 == "\n" }
        // The path of the file goes on beyond the screen.
        #expect(lines.allSatisfy { $0.count <= width || $0.contains("/") })
    }

    @Test("cells command no terminal")
    func hostile() throws {
        let run = try run(
            "source cat FILE --text", on: "a;b\n\u{1B}[2J;2\n3;4\n", terminal: Terminal(width: 80, hasColour: false))
        #expect(!run.output.contains("\u{1B}"))
    }

    @Test("a table that is not there, and a plan that is none, are refused")
    func refused() throws {
        #expect(try run("source cat FILE --table 2").errors.contains("there is no table 2"))
        #expect(try run("source cat FILE --plan FILE").errors.contains("line 1, column 1"))
        #expect(try run("source cat /no/such/file").exitCode != 0)
    }
}
