import Formats
import Testing
import Vocabulary

/// What is kept of texts: blanks, words for no value, and why a column is no more than text.
@Suite struct TextColumnTests {
    @Test("words for no value are none where all else is digits")
    func nullWords() throws {
        let loading = try Loading("nom;canton\na;06\nb;null\nc;93\nd;nd\ne;s\nf;\n")
        #expect(loading.names == ["nom", "canton", "canton_status"])
        #expect(loading.types == ["text", "text", "text"])
        #expect(loading.column("canton") == ["06", nil, "93", nil, nil, nil])
        #expect(loading.column("canton_status") == [nil, nil, nil, nil, "secret", nil])
        let again = try Loading(
            Array("nom;canton\na;06\nb;null\n".utf8),
            by: SourcePlan(reading: MemorySource(Array(loading.plan.json.description.utf8), name: "plan.json")))
        #expect(again.column("canton") == ["06", nil])
        let words = try Loading("nom;pays\na;06\nb;NA\nc;FR\n")
        #expect(words.column("pays") == ["06", "NA", "FR"])
    }

    @Test("a date of xBase without any is no value")
    func xBase() throws {
        let loading = try Loading("nom;depuis\na;31/12/2023\nb;  /  /\nc;01/02/2024\n")
        #expect(loading.types == ["text", "date"])
        #expect(loading.column("depuis") == ["2023-12-31", nil, "2024-02-01"])
    }

    @Test("a cell of blanks alone is no value, wherever it stands")
    func blanks() throws {
        let loading = try Loading("nom;ville\na;Lyon\n\"  \"; \nc;\u{A0}\nd ; le Puy\n")
        #expect(loading.rows == [["a", "Lyon"], [nil, nil], ["c", nil], ["d ", " le Puy"]])
        #expect(loading.repairs.isEmpty)
        let json = try Loading(#"[{"a": " ", "b": "x"}, {"a": "", "b": "y"}]"#)
        #expect(json.rows == [[" ", "x"], ["", "y"]])
    }

    @Test("where most values are filled up with blanks they are left out, and counted")
    func padding() throws {
        let loading = try Loading("code;ville;note\nA1 ;LYON   ; a\nB22;NANTES ; b\nC3 ;       ; c\nD4 ;BREST  ;d\n")
        #expect(
            loading.rows == [["A1", "LYON", "a"], ["B22", "NANTES", "b"], ["C3", nil, "c"], ["D4", "BREST", "d"]])
        #expect(loading.tally.repairs[.trimmedBlanks] == 4)
        #expect(loading.repairs.map(\.value) == ["A1 ", "NANTES ", "C3 ", "D4 "])
        #expect(loading.table.columns.map(\.format.isPadded) == [true, true, true])
        let plan = try SourcePlan(reading: MemorySource(Array(loading.plan.json.description.utf8), name: "plan.json"))
        #expect(plan.tables[0].columns.map(\.format.isPadded) == [true, true, true])
    }

    @Test("blanks that say how deep a heading stands are kept")
    func headings() throws {
        let loading = try Loading("poste;n\nCharges;1\n  dont salaires;2\n    dont primes;3\n  dont achats;4\n")
        #expect(loading.column("poste") == ["Charges", "  dont salaires", "    dont primes", "  dont achats"])
    }

    @Test("what makes a column text is told by kind, number and line")
    func minority() throws {
        let numbers = (0..<98).map { "k\($0);\($0)\n" }.joined()
        let loading = try Loading("cle;mesure\n" + numbers + "x;31/12/2023\ny;environ\n")
        let fact = "all values are numbers but 2: 1 dates, the first on line 100; 1 text, the first on line 101"
        #expect(loading.types == ["text", "text"])
        #expect(loading.table.columns[1].evidence.last == fact)
        #expect(loading.plan.warnings == ["column mesure: it is text, since \(fact)"])
        let many = try Loading("cle;mesure\n" + numbers + (0..<8).map { "x\($0);environ\n" }.joined())
        #expect(
            many.table.columns[1].evidence.last == "all values are numbers but 8: 8 text, the first on line 100")
        #expect(many.plan.warnings.isEmpty)
    }

    @Test("floats that were whole numbers before some were missing are whole again")
    func wholeFloats() throws {
        let loading = try Loading("cle;parent;montant;taux\na;2.0;2.0;1.5\nb;;;2.0\nc;13.0;3.0;\n")
        #expect(loading.types == ["text", "integer", "numeric(11,1)", "numeric(11,1)"])
        #expect(loading.column("parent") == ["2", nil, "13"])
        // Without one that is missing nothing tells that they were whole.
        #expect(try Loading("cle;parent\na;2.0\nb;13.0\n").types == ["text", "numeric(11,1)"])
    }
}
