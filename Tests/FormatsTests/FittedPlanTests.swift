import Testing
import Vocabulary

@testable import Formats

/// A plan of one day laid onto the file of another.
@Suite struct FittedPlanTests {
    private static let text = """
        Équipements au 1er janvier

        Code INSEE;Commune;Surface;Ouverture
        22278;Saint-Brieuc;1250,5;01/09/1998
        29019;Brest;1300,0;15/03/2007
        35238;Rennes;980,0;31/01/2011
        Total;;3530,5;
        Source : service des sports

        """

    private func plan(_ text: String = text) throws -> SourcePlan {
        try SourcePlan(sniffing: MemorySource(Array(text.utf8), name: "t.csv"))
    }

    private func fit(_ plan: SourcePlan, to text: String) throws -> FittedPlan {
        try fit(plan, to: Array(text.utf8))
    }

    private func fit(_ plan: SourcePlan, to bytes: [UInt8]) throws -> FittedPlan {
        try FittedPlan(plan, onto: MemorySource(bytes, name: "t.csv"))
    }

    /// The rows that a fitted plan gives, cells joined by bars.
    private func rows(_ fitted: FittedPlan, of text: String) throws -> [String] {
        let reader = try fitted.plan.reader(of: MemorySource(Array(text.utf8), name: "t.csv"))
        var batch = RowBatch()
        var rows: [String] = []
        while try reader.read(into: &batch) {
            rows += batch.cells.map { $0.map { $0 ?? "" }.joined(separator: "|") }
        }
        return rows
    }

    @Test("the file for which it was made is read by the plan to the letter, whatever people edited")
    func same() throws {
        var plan = try plan()
        #expect(try fit(plan, to: Self.text).plan == plan)
        plan.tables[0].bounds.totals = []
        plan.tables[0].bounds.lastDataRow = 5
        plan.tables[0].columns[2].type = .text(limit: nil)
        plan.tables[0].columns[1].name = "ville"
        plan.tables[0].columns.remove(at: 3)
        let fitted = try fit(plan, to: Self.text)
        #expect(fitted.plan.tables[0].columns == plan.tables[0].columns)
        #expect(fitted.missing.isEmpty && fitted.added.isEmpty)
    }

    @Test("a file that has grown is read to its own end, its own total left out, and nothing is told")
    func grown() throws {
        let longer = Self.text.replacing(
            "Total;", with: "56260;Vannes;2100,0;12/12/2016\n44109;Nantes;1,5;13/12/2016\nTotal;"
        )
        .replacing("3530,5", with: "5632,0")
        let fitted = try fit(try plan(), to: longer)
        #expect(fitted.drift.isEmpty, "\(fitted.drift)")
        #expect(
            try rows(fitted, of: longer) == [
                "22278|Saint-Brieuc|1250.5|1998-09-01", "29019|Brest|1300.0|2007-03-15",
                "35238|Rennes|980.0|2011-01-31",
                "56260|Vannes|2100.0|2016-12-12", "44109|Nantes|1.5|2016-12-13",
            ])
    }

    @Test("a header that stands elsewhere is found again")
    func header() throws {
        let lower = "Ville de Rennes\n" + Self.text
        let fitted = try fit(try plan(), to: lower)
        #expect(fitted.drift == [.header(plan: 3...3, found: 4...4)])
        #expect(try rows(fitted, of: lower).count == 3)
    }

    @Test("columns are known by their labels: moved, written otherwise, new and gone")
    func columns() throws {
        let other = """
            Ouverture;CODE INSEE ;Surface;Type;Commune
            01/09/1998;22278;1250,5;a;Saint-Brieuc
            15/03/2007;29019;1300,0;b;Brest
            31/01/2011;35238;980,0;c;Rennes

            """
        let before = try plan(
            "Code INSEE;Commune;Surface;Coût;Ouverture\n22278;B;1,5;3;01/09/1998\n29019;C;2,5;4;02/09/1998\n")
        let fitted = try fit(before, to: other)
        #expect(fitted.missing.map(\.name) == ["cout"])
        #expect(fitted.added.map(\.name) == ["type"])
        #expect(
            fitted.drift.map(\.kind) == ["column_renamed", "columns_moved", "column_added", "column_missing"],
            "\(fitted.drift)")
        #expect(
            try rows(fitted, of: other) == [
                "1998-09-01|22278|1250.5|Saint-Brieuc", "2007-03-15|29019|1300.0|Brest",
                "2011-01-31|35238|980.0|Rennes",
            ])
    }

    @Test(
        "a label that changes a little in its place is the same column, elsewhere or by much it is another",
        arguments: [
            ("code;pop_2023", "code;pop_2024", true), ("code;pop_2023", "pop_2024;code", false),
            ("code;prix", "code;surface", false),
        ])
    func renamed(_ before: String, _ after: String, _ isSame: Bool) throws {
        let fitted = try fit(try plan(before + "\na;1\nb;2\nc;3\n"), to: after + "\na;1\nb;2\nc;3\n")
        #expect(fitted.missing.isEmpty == isSame && fitted.added.isEmpty == isSame, "\(fitted.drift)")
    }

    @Test("a column that people left out of the plan stays left out, and one that is new beside it is told")
    func leftOut() throws {
        var plan = try plan("a;b;c\nx1;y1;3\nx2;y2;4\n")
        plan.tables[0].columns.remove(at: 1)
        #expect(try fit(plan, to: "a;b;c\nx1;y1;3\nx2;y2;4\nx3;y3;5\n").drift.isEmpty)
        #expect(try fit(plan, to: "a;b;d;c\nx1;y1;z;3\nx2;y2;z;4\n").added.map(\.label) == ["d"])
    }

    @Test("another encoding and another delimiter are told and followed; letters alone decide nothing anew")
    func form() throws {
        let kept = try plan()
        let latin = Self.text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
        let fitted = try fit(kept, to: latin)
        #expect(fitted.drift == [.encoding(plan: .utf8, found: .windows1252, fallback: nil)])
        #expect(fitted.plan.encoding == .windows1252)
        let tabs = Self.text.replacing(";", with: "\t")
        #expect(try fit(kept, to: tabs).drift == [.form(plan: "delimited by ;", found: "delimited by tab")])
        #expect(try rows(fit(kept, to: tabs), of: tabs).count == 3)
        var edited = kept
        edited.encoding = .latin9
        #expect(try fit(edited, to: latin).plan.encoding == .latin9)
        let plain = "code;nom\n1;a\n2;b\n"
        var single = try plan(plain)
        single.encoding = .windows1252
        #expect(try fit(single, to: plain).drift.isEmpty)
    }

    @Test("a value that no longer fits its type is told, an empty column and a narrower one are not")
    func types() throws {
        let kept = try plan("code;jour;prix;note\na;01/02/2024;1,5;1\nb;02/02/2024;2,5;2\n")
        let fitted = try fit(kept, to: "code;jour;prix;note\na;31/02/2024;1;\nb;02/02/2024;2;\nc;plus tard;3;\n")
        #expect(fitted.drift.map(\.description) == ["column 'jour' reads as text, in the plan as date"])
    }

    @Test("members of objects are known by their paths")
    func json() throws {
        let kept = try plan(#"[{"a": 1, "b": {"c": "x"}}, {"a": 2, "b": {"c": "y"}}]"#)
        let fitted = try fit(kept, to: #"[{"b": {"c": "x", "d": 1}, "a": 3}]"#)
        #expect(fitted.drift == [.columnAdded(label: "b.d")])
        #expect(fitted.plan.tables[0].columns.map(\.label) == ["a", "b.c"])
    }
}
