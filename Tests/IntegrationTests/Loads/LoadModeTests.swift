import Formats
import Ingestion
import Operations
import Postgres
import TestServer
import Testing
import Vocabulary

@Suite("What becomes of the rows that are there", .database)
struct LoadModeTests {
    @Test("a merge changes what differs and nothing else, and adds what is new")
    func merge() throws {
        let bench = try LoadBench()
        try bench.write("a,b\n1,x\n2,y\n3,z\n")
        let first = try bench.load(mode: .merge) { $0.key = ["a"] }
        #expect(first.insertedRows == 3)
        let before = try bench.texts("select ctid::text from \(sql: try bench.name()) order by a")
        try bench.write("a,b\n2,why\n3,z\n4,w\n")
        let second = try bench.load(mode: .merge) { $0.key = ["a"] }
        #expect(second.way == "merge" && second.insertedRows == 1 && second.updatedRows == 1)
        #expect(second.deletedRows == 0)
        #expect(try bench.rows() == ["(1,x)", "(2,why)", "(3,z)", "(4,w)"])
        let after = try bench.texts("select ctid::text from \(sql: try bench.name()) where a in (1, 3) order by a")
        #expect(after == [before[0], before[2]], "rows that do not differ are not written again")
        #expect(try bench.load(mode: .merge) { $0.key = ["a"] }.outcome == .unchanged)
        let third = try bench.load(mode: .merge) { request in
            request.key = ["a"]
            request.deletesMissing = true
        }
        #expect(third.deletedRows == 1 && third.updatedRows == 0)
        #expect(try bench.rows() == ["(2,why)", "(3,z)", "(4,w)"])
    }

    @Test("no row is taken for missing while a refused record may be its own", arguments: [LoadMode.merge, .history])
    func refusedRecord(_ mode: LoadMode) throws {
        let bench = try LoadBench()
        func load(_ text: String) throws -> LoadReport {
            try bench.write(text)
            return try bench.load(mode: mode, budget: .rows(2), types: ["b": .integer]) { request in
                request.key = ["a"]
                request.deletesMissing = true
            }
        }
        let kept = "\(mode == .history ? " where is_current" : "")"
        let rows: SQL = "select a::text from \(sql: try bench.name())\(raw: kept) order by a"
        _ = try load("a,b\n1,3\n2,4\n3,5\n")
        let unsure = try load("a,b\n1,3\n2,quatre\n")
        #expect(unsure.deletedRows == 0)
        #expect(unsure.notes.contains { $0.contains("missing from the source") }, "\(unsure.notes)")
        #expect(try bench.texts(rows) == ["1", "2", "3"])
        // A record that repeats a key, or has none, is that of no other row.
        let sure = try load("a,b\n1,3\n1,4\n,5\n2,4\n")
        #expect(sure.tally?.rejected == 2)
        #expect(try bench.texts(rows) == ["1", "2"])
    }

    @Test("a key that is missing or there twice is refused with its line, and the law holds")
    func keys() throws {
        let bench = try LoadBench()
        try bench.write("a,b\n1,x\n\n1,again\n,none\n2,y\n")
        let report = try bench.load(mode: .merge, budget: .rows(2)) { $0.key = ["a"] }
        let tally = try #require(report.tally)
        #expect(tally.loaded == 2 && tally.rejected == 2)
        #expect(tally.loaded + tally.rejected + tally.ignored == tally.records)
        #expect(try bench.rows() == ["(1,x)", "(2,y)"])
        let kept = try bench.texts(
            """
            select concat_ws('|', line_number, byte_offset, reason, raw_value, raw_line) from socle.rejects
            order by line_number
            """)
        #expect(
            kept == [
                "4|9|an earlier row has the same key|1|1,again", "5|17|no value in a column of the key|,none",
            ])
        let failure = #expect(throws: LoadFailure.self) {
            _ = try bench.load(mode: .merge, budget: .rows(1), forced: true) { $0.key = ["a"] }
        }
        #expect(failure?.code == "ING105")
        #expect(try bench.rows() == ["(1,x)", "(2,y)"])
    }

    @Test("without a key, or with one that the source lacks, nothing is merged", arguments: [[], ["c"]])
    func noKey(_ key: [String]) throws {
        let bench = try LoadBench()
        try bench.write("a,b\n1,x\n")
        let failure = #expect(throws: LoadFailure.self) { _ = try bench.load(mode: .history) { $0.key = key } }
        #expect(failure?.code == "ING114")
    }

    @Test("a history keeps what a row was, and until when")
    func history() throws {
        let bench = try LoadBench()
        try bench.write("a,b\n1,x\n2,y\n")
        _ = try bench.load(mode: .history) { $0.key = ["a"] }
        try bench.write("a,b\n2,why\n3,z\n")
        let second = try bench.load(mode: .history) { $0.key = ["a"] }
        #expect(second.insertedRows == 2 && second.updatedRows == 1)
        let rows: SQL = """
            select a || b || is_current || (valid_to is null) from \(sql: try bench.name()) order by a, valid_from
            """
        #expect(try bench.texts(rows) == ["1xtruetrue", "2yfalsefalse", "2whytruetrue", "3ztruetrue"])
        // A row ends at the very moment at which the next begins.
        let seamless = try bench.texts(
            """
            select count(*)::text from \(sql: try bench.name()) as old join \(sql: try bench.name()) as new
                on old.a = new.a and old.valid_to = new.valid_from
            """)
        #expect(seamless == ["1"])
        try bench.write("a,b\n3,z\n")
        let third = try bench.load(mode: .history) { request in
            request.key = ["a"]
            request.deletesMissing = true
        }
        #expect(third.insertedRows == 0 && third.updatedRows == 2)
        #expect(try bench.texts("select a::text from \(sql: try bench.name()) where is_current") == ["3"])
    }

    @Test("columns that only one of both has are added, refused, or left out, as the rule says")
    func evolution() throws {
        let bench = try LoadBench()
        try bench.write("a,b\n1,x\n")
        _ = try bench.load()
        try bench.write("a,c\n2,y\n3,\n")
        let frozen = #expect(throws: LoadFailure.self) { _ = try bench.load() }
        #expect(frozen?.code == "ING103")
        #expect(try bench.rows() == ["(1,x)"])
        let discarded = try bench.load(budget: .rows(1)) { $0.evolution = .discardRow }
        #expect(discarded.tally?.rejected == 1 && discarded.firstRejects.map(\.column) == ["c"])
        #expect(try bench.rows() == ["(3,)"])
        _ = try bench.load(forced: true) { $0.evolution = .discardValue }
        #expect(try bench.rows() == ["(2,)", "(3,)"])
        let evolved = try bench.load(forced: true) { $0.evolution = .evolve }
        #expect(evolved.changedColumns == ["c"])
        #expect(try bench.rows() == ["(2,,y)", "(3,,)"])
        #expect(try bench.texts("select changes::text from socle.loads where changes is not null").count == 3)
    }

    @Test(
        "a record with a value that the table has no column for is refused where rows have keys too",
        arguments: [LoadMode.merge, .history])
    func discardedRows(_ mode: LoadMode) throws {
        let bench = try LoadBench()
        func load(_ evolution: EvolutionRule) throws -> LoadReport {
            try bench.load(mode: mode, budget: .rows(1)) { request in
                request.evolution = evolution
                request.key = ["a"]
            }
        }
        try bench.write("a,b\n1,x\n")
        _ = try load(.freeze)
        try bench.write("a,b,c\n1,y,neu\n2,z,\n1,w,\n")
        var request = LoadRequest(origin: .file(path: bench.file), schema: bench.schema, table: try Identifier("t"))
        (request.mode, request.key, request.evolution) = (mode, ["a"], .discardRow)
        let rehearsal = try bench.database.installation.rehearse(request, for: bench.tenant) { _ in }
        #expect(rehearsal.tally.rejected == 1 && rehearsal.refusal != nil)
        #expect(rehearsal.firstRejects.map(\.rawLine) == ["1,y,neu"] && rehearsal.firstRejects.map(\.line) == [2])
        let report = try load(.discardRow)
        #expect(report.tally?.loaded == 2 && report.firstRejects.map(\.rawLine) == ["1,y,neu"])
        #expect(report.firstRejects.map(\.column) == ["c"])
        let now = try bench.texts("select concat_ws(',', a, b) from \(sql: bench.name()) order by a, b")
        #expect(now == (mode == .merge ? ["1,w", "2,z"] : ["1,w", "1,x", "2,z"]))
        try bench.write("a,b,c\n3,v,neu\n")
        #expect(try load(.discardValue).tally?.loaded == 1)
    }

    @Test("a value that does not fit becomes null where that is wanted, and is kept; its key is no value to leave out")
    func discardedValues() throws {
        let bench = try LoadBench()
        try bench.write("a;b;c\n1;x;5\n")
        _ = try bench.load()
        try bench.write("a;b;c\n2;y;beau\n3;z;6\ndrei;w;neuf\n4;v\n5;u;w;x\n")
        let rejected = try bench.load(budget: .rows(3))
        #expect(rejected.tally?.rejected == 3)
        let report = try bench.load(budget: .rows(1)) { $0.evolution = .discardValue }
        let tally = try #require(report.tally)
        #expect(tally.loaded == 4 && tally.rejected == 1 && report.firstRejects.map(\.line) == [6])
        #expect(tally.loaded + tally.rejected + tally.ignored == tally.records)
        #expect(try bench.rows() == ["(,w,)", "(2,y,)", "(3,z,6)", "(4,v,)"])
        #expect(report.notes.contains("2 rows were mended: a value that does not fit its column became null"))
        let kept = try bench.texts(
            """
            select concat_ws('|', row_count, line_number, byte_offset, column_name, raw_value, raw_line)
            from socle.repairs where kind = 'discarded_value'
            """)
        #expect(kept == ["2|2|6|c|beau|2;y;beau"])
        #expect(try bench.load(budget: .rows(1)) { $0.evolution = .discardValue }.outcome == .unchanged)
        #expect(try bench.load(budget: .rows(3)).outcome == .loaded, "refused now, and not left out")
        let merged = try bench.load(mode: .merge, budget: .rows(2)) { request in
            request.evolution = .discardValue
            request.key = ["a"]
        }
        #expect(merged.firstRejects.map(\.reason) == [.width(expected: 3, found: 4), .missingKey])
        #expect(merged.firstRejects.map(\.rawLine) == ["5;u;w;x", "drei;w;neuf"])
    }

    @Test("a type gets wider where that loses nothing, and fails by name where a view reads the column")
    func widening() throws {
        let bench = try LoadBench()
        try bench.write("a,b\n1,x\n")
        _ = try bench.load(types: ["a": .integer])
        try bench.write("a,b\n5000000000,y\n")
        let evolved = try bench.load { request in
            request.evolution = .evolve
            request.types = ["a": .bigint]
        }
        #expect(evolved.changedColumns == ["a"] && evolved.way == "in place")
        #expect(try bench.rows() == ["(5000000000,y)"])
        let etl = try bench.etl()
        try etl.execute("create view \(sql: try bench.name("v")) as select a from \(sql: try bench.name())")
        try bench.write("a,b\n1,y\n")
        let failure = #expect(throws: LoadFailure.self) {
            _ = try bench.load { request in
                request.evolution = .evolve
                request.types = ["a": .numeric(precision: nil, scale: 0)]
            }
        }
        #expect(failure?.code == "ING115")
        #expect(try bench.rows() == ["(5000000000,y)"])
    }
}
