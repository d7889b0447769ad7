import FoundationEssentials
import Guard
import Operations
import Postgres
import Settings
import Tenancy
import TestServer
import Testing
import Vocabulary

@testable import Formats
@testable import Ingestion

@Suite("Loads", .database)
struct LoadTests {
    @Test("a load that the guard freezes in the middle says that the storage is used up")
    func frozenInTheMiddle() throws {
        let bench = try LoadBench()
        try bench.write("n;mot\n" + (1...20_000).map { "\($0);abcdefghijklmnop\n" }.joined())
        let database = bench.database
        let request = LoadRequest(origin: .file(path: bench.file), schema: bench.schema, table: try Identifier("t"))
        let etl = TenantNames(bench.tenant).etlLogin.text
        // What the guard does, at a moment that a test can choose.
        let freeze = { (progress: LoadProgress) in
            guard progress.tally.loaded > 0, let hand = try? database.connect() else { return }
            _ = try? hand.execute("update socle.registry set frozen_at = now() where identifier = \(bench.tenant)")
            _ = try? hand.query(
                "select pg_terminate_backend(pid, 5000) from pg_stat_activity where usename = \(etl)::name"
            ) { _ in }
        }
        let failure = #expect(throws: GuardFailure.self) {
            try database.installation.load(request, for: bench.tenant, progress: freeze)
        }
        // Nothing is used, so that it will be thawed: worth another try.
        #expect(failure?.code.text == "GRD102" && failure?.kind == .busy, "\(String(describing: failure))")
        #expect(
            GuardFailure.frozen(bench.tenant, used: ByteCount(bytes: 9), permitted: ByteCount(bytes: 10)).kind
                == .denied)
    }

    @Test("a declared source that cannot be opened is a load that failed; a file that somebody names is none yet")
    func unopened() throws {
        let bench = try LoadBench()
        for name in [nil, try SourceName("ventes")] {
            #expect(throws: FormatFailure.fileNotFound(bench.file)) { try bench.load { $0.declaredAs = name } }
            #expect(try bench.states() == (name == nil ? [] : ["failed"]))
        }
    }

    @Test("history tells a load that nobody runs any more from one that runs")
    func interrupted() throws {
        let bench = try LoadBench()
        let states = { try bench.database.installation.loadHistory(of: bench.tenant, limit: 9).map(\.state) }
        try bench.write("a\n1\n")
        var during: [String] = []
        _ = try bench.load(progress: { _ in during = (try? states()) ?? [] })
        #expect(during == ["running"])
        // What one that is killed leaves behind.
        try bench.etl().execute("select socle.begin_load(\(bench.schema), 't', 'x', 'replace', '{}')")
        #expect(try states() == ["interrupted", "loaded"])
    }

    @Test("what a tenant's state refuses has its line of history, which is there when the tenant is open again")
    func refusedByState() throws {
        let bench = try LoadBench()
        try bench.write("n;mot\n1;un\n")
        let installation = bench.database.installation
        func freeze(_ isFrozen: Bool) throws {
            try bench.database.connect().execute(
                "update socle.registry set frozen_at = \(orNull: isFrozen ? Date() : nil) where identifier = \(bench.tenant)"
            )
        }
        try freeze(true)
        #expect(throws: GuardFailure.self) { try bench.load() }
        try freeze(false)
        _ = try installation.suspend(bench.tenant, reason: "Facture impayée.") { _ in }
        #expect(throws: LifeFailure.notOpen(bench.tenant, .suspended)) { try bench.load() }
        try installation.resume(bench.tenant, reason: "Payée.") { _ in }
        #expect(try bench.load().outcome == .loaded)
        #expect(
            try bench.texts("select concat_ws(' ', state, failure_code) from socle.loads order by started_at")
                == ["failed GRD102", "failed LIF105", "loaded"])
    }

    @Test("the next edition of a source need not keep a value secret, and may again")
    func secrets() throws {
        let bench = try LoadBench()
        for (text, rows) in [
            ("id;n\n1;5\n2;s\n", ["(1,5,)", "(2,,secret)"]), ("id;n\n1;5\n2;7\n", ["(1,5,)", "(2,7,)"]),
            ("id;n\n1;s\n2;7\n", ["(1,,secret)", "(2,7,)"]),
        ] {
            try bench.write(text)
            #expect(try bench.load().tally?.rejected == 0)
            #expect(try bench.rows() == rows)
        }
    }

    @Test("what had to be mended is told, counted and kept with the line as it was")
    func mended() throws {
        let bench = try LoadBench()
        try bench.write("code;nom;prix\n01004;Ambérieu;1,5\n2A004;Ajaccio\n59350;Lille;2;;\n75056;Paris\n")
        let report = try bench.load()
        #expect(report.tally?.loaded == 4 && report.tally?.rejected == 0)
        #expect(
            report.notes == [
                "2 rows were mended: cells missing at the end became null",
                "1 row was mended: empty cells beyond the last column were left out",
            ])
        let kept = try bench.texts(
            "select format('%s %s %s %s', kind, row_count, line_number, raw_line) from socle.repairs order by kind")
        #expect(kept == ["empty_cells 1 4 59350;Lille;2;;", "short_row 2 3 2A004;Ajaccio"])
    }

    @Test("what is done behind the last row is told step by step, in each way in which rows become visible")
    func steps() throws {
        let bench = try LoadBench()
        func steps(_ text: String, _ mode: LoadMode, _ change: (inout LoadRequest) -> Void = { _ in }) throws
            -> [String]
        {
            try bench.write(text)
            var request = LoadRequest(origin: .file(path: bench.file), schema: bench.schema, table: try Identifier("t"))
            request.mode = mode
            request.key = ["a"]
            change(&request)
            var steps: [String] = []
            _ = try bench.database.installation.load(request, for: bench.tenant) { progress in
                guard case .publishing(let step) = progress.phase else { return #expect(steps.isEmpty) }
                if step != .waiting, steps.last != step.rawValue { steps.append(step.rawValue) }
            }
            return steps
        }
        #expect(try steps("a;b\n1;x\n", .replace) == ["checking", "analyzing"])
        #expect(try steps("a;b\n1;y\n", .replace) == ["checking", "indexing", "analyzing", "swapping"])
        #expect(try steps("a;b\n2;y\n2;z\n", .merge) { $0.budget = .rows(1) } == ["checking", "writing", "analyzing"])
        #expect(try steps("a;b\n3;y\n", .append) == ["analyzing"])
    }

    @Test("codes keep their zeros, dates and decimals get their types")
    func types() throws {
        let bench = try LoadBench()
        try bench.write("code;nom;jour;prix\n01004;Ambérieu;31/12/2024;1 234,50\n2A004;Ajaccio;01/02/2024;0,5\n")
        let report = try bench.load()
        #expect(report.tally?.loaded == 2)
        #expect(try bench.rows() == ["(01004,Ambérieu,2024-12-31,1234.50)", "(2A004,Ajaccio,2024-02-01,0.50)"])
    }

    @Test("the law holds: loaded, rejected and ignored make all that was read")
    func law() throws {
        let bench = try LoadBench()
        try bench.write("a,b\n1,x\n\n2,y,z\n3,w\n")
        let report = try bench.load(budget: .rows(1))
        let tally = try #require(report.tally)
        #expect(tally.loaded + tally.rejected + tally.ignored == tally.records)
        #expect(tally.rejected == 1)
        let kept: [String] = try bench.database.connect().query(
            "select raw_line || ' ' || line_number || ' ' || byte_offset from socle.rejects"
        ) { row in try row[0] }
        #expect(kept == ["2,y,z 4 9"])
    }

    @Test("above the budget nothing changes, and the rejects are kept all the same")
    func overBudget() throws {
        let bench = try LoadBench()
        try bench.write("a,b\n1,x\n")
        _ = try bench.load()
        try bench.write("a,b\n1,x,1\nzwei,y\n3,z\n4,w\n5,v\n")
        let failure = #expect(throws: LoadFailure.self) {
            _ = try bench.load(budget: .rows(1), types: ["a": .integer])
        }
        #expect(failure?.code == "ING105")
        #expect(
            failure?.detail == """
                in '\(bench.file)':
                line 2: record has 3 fields instead of 2
                line 3: a: not a value of type integer: 'zwei'
                """)
        #expect(try bench.rows() == ["(1,x)"])
        #expect(try bench.states() == ["loaded", "failed"])
        let kept: Int? = try bench.database.connect().first("select count(*) from socle.rejects") { row in try row[0] }
        #expect(kept == 2)
    }

    @Test("rejects of any size and number are counted, and kept within bounds")
    func manyRejects() throws {
        let bench = try LoadBench()
        let long = String(repeating: "é", count: 50_000)
        try bench.write("a,b\n1,x\n")
        _ = try bench.load()
        var text = "a,b\n2,y\n"
        for number in 1...30 { text += "\(long),n\(number)\n" }
        try bench.write(text)
        let report = try bench.load(budget: .percent(100))
        let tally = try #require(report.tally)
        #expect(tally.rejected == 30 && tally.loaded == 1)
        #expect(tally.loaded + tally.rejected + tally.ignored == tally.records)
        let hand = try bench.database.connect()
        let kept: Int? = try hand.first("select count(*) from socle.rejects") { row in try row[0] }
        #expect(kept == 30 && report.notes == [])
        let wrong: Int? = try hand.first(
            """
            select count(*) from socle.rejects
            where raw_line not like '%é… (10000_ bytes)' or raw_value not like '%é… (100000 bytes)'
            """
        ) { row in try row[0] }
        #expect(wrong == 0)
    }

    @Test("no number of rejects takes more memory than its bound, and the first are kept without a gap")
    func boundOfRejects() {
        var rejects = KeptRejects()
        let long = String(repeating: "é", count: 50_000)
        for line in 1...300 {
            rejects.append(
                Reject(
                    line: line, byteOffset: 0, column: nil, value: nil, reason: .nul, rawLine: line > 290 ? "" : long))
        }
        #expect(rejects.byteCount <= KeptRejects.mostBytes && rejects.byteCount > KeptRejects.mostBytes / 2)
        #expect(rejects.rejects.map(\.line) == Array(1...rejects.rejects.count))
        #expect(rejects.rejects.count + rejects.omitted == 300)
        #expect(KeptRejects.cut("x" + long).hasSuffix("é… (100001 bytes)"))
        var sizes: [Int] = []
        RejectRecords(rejects.rejects).forEachPart { sizes.append($0.description.utf8.count) }
        #expect(sizes.count > 10 && sizes.allSatisfy { $0 <= RejectRecords.mostBytes })
    }

    @Test("what stands above the table and holds values is told of")
    func recordsAbove() throws {
        let bench = try LoadBench()
        try bench.write("commune;Lyon\ndate;2024\na;b;c;d\n1;x;2;y\n3;z;4;w\n5;v;6;u\n")
        let report = try bench.load()
        #expect(report.tally?.loaded == 3 && report.tally?.ignored == 3)
        #expect(report.notes.count == 1 && report.notes.first?.hasPrefix("2 records with several values") == true)
        #expect(try bench.load().outcome == .unchanged)
    }

    @Test("the same content writes nothing, unless it is forced")
    func unchanged() throws {
        let bench = try LoadBench()
        try bench.write("a,b\n1,x\n")
        #expect(try bench.load().outcome == .loaded)
        #expect(try bench.load().outcome == .unchanged)
        #expect(try bench.load(forced: true).outcome == .loaded)
        #expect(try bench.states() == ["loaded", "unchanged", "loaded"])
    }

    @Test("appending the same content again adds nothing, until something replaced it")
    func appendingTwice() throws {
        let bench = try LoadBench()
        try bench.write("a,b\n1,x\n")
        #expect(try bench.load(mode: .append).outcome == .loaded)
        let second = try bench.load(mode: .append)
        #expect(second.outcome == .unchanged)
        #expect(second.notes.first?.hasPrefix("not loaded again: the same content as load ") == true)
        try bench.write("a,b\n2,y\n")
        #expect(try bench.load(mode: .append).outcome == .loaded)
        try bench.write("a,b\n1,x\n")
        #expect(try bench.load(mode: .append).outcome == .unchanged)
        #expect(try bench.rows() == ["(1,x)", "(2,y)"])
        #expect(try bench.load().outcome == .loaded, "what appended is no reason not to replace")
        #expect(try bench.rows() == ["(1,x)"])
        try bench.write("a,b\n2,y\n")
        #expect(try bench.load(mode: .append).outcome == .loaded, "its rows were replaced")
        #expect(try bench.load(mode: .append, forced: true).outcome == .loaded)
        #expect(try bench.rows() == ["(1,x)", "(2,y)", "(2,y)"])
    }

    @Test("the same content is loaded when it is read otherwise, allowed otherwise, or its rows are not there")
    func changedAround() throws {
        let bench = try LoadBench()
        try bench.write("a,b\n1,x\n2,y,z\n")
        #expect(try bench.load(budget: .rows(1)).outcome == .loaded)
        #expect(try bench.load(budget: .rows(1)).outcome == .unchanged)
        let typed = #expect(throws: LoadFailure.self) {
            _ = try bench.load(budget: .rows(1), types: ["a": .text(limit: nil)])
        }
        #expect(typed?.code == "ING111")
        let strict = #expect(throws: LoadFailure.self) { _ = try bench.load(budget: .rows(0)) }
        #expect(strict?.code == "ING105")
        try bench.database.connect().execute("delete from \(identifier: bench.schema, try Identifier("t"))")
        #expect(try bench.load(budget: .rows(1)).outcome == .loaded)
        #expect(try bench.rows() == ["(1,x)"])
    }

    @Test("replace keeps views, grants and comments; append adds")
    func modes() throws {
        let bench = try LoadBench()
        try bench.write("a,b\n1,x\n")
        _ = try bench.load()
        let hand = try bench.database.connect()
        try hand.execute("create view \(identifier: bench.schema).v as select a from \(identifier: bench.schema).t")
        try hand.execute("comment on column \(identifier: bench.schema).t.a is 'kept'")
        try bench.write("a,b\n2,y\n")
        _ = try bench.load()
        #expect(try bench.rows() == ["(2,y)"])
        #expect(try bench.rows("v") == ["(2)"])
        _ = try bench.load(mode: .append, forced: true)
        #expect(try bench.rows() == ["(2,y)", "(2,y)"])
        let comment: String? =
            try hand.first(
                "select col_description(\(literal: "\(bench.schema).t")::regclass, 1)"
            ) { row -> String? in try row[0] } ?? nil
        #expect(comment == "kept")
    }

    @Test("a table that was there first leads with its types, and other columns are refused by name")
    func existingTable() throws {
        let bench = try LoadBench()
        try bench.write("a,b\n1,x\n")
        _ = try bench.load()
        try bench.write("a,b\nnot a number,y\n3,z\n")
        let report = try bench.load(budget: .rows(1))
        #expect(report.firstRejects.map(\.column) == ["a"])
        try bench.write("a,c\n1,x\n")
        let failure = #expect(throws: LoadFailure.self) { _ = try bench.load() }
        #expect(failure?.detail == "the source lacks 'b'\nthe table lacks 'c'")
        #expect(try bench.rows() == ["(3,z)"])
    }

    @Test("hostile headings and cells are only text")
    func hostile() throws {
        let bench = try LoadBench()
        let heading = "a\"; drop schema socle cascade; --"
        try bench.write(
            "\"\(heading.replacing("\"", with: "\"\""))\",select\n\\.,\"'; drop table t; --\"\n\\N,=cmd|' /C calc'!A0\n"
        )
        let report = try bench.load()
        #expect(report.tally?.loaded == 2)
        #expect(try bench.rows().count == 2)
        let cells: [String] = try bench.database.connect().query(
            "select \"select\" from \(identifier: bench.schema).t order by 1"
        ) { row in try row[0] }
        #expect(Set(cells) == ["'; drop table t; --", "=cmd|' /C calc'!A0"])
        #expect(try bench.states() == ["loaded"])
    }

    @Test("a second load of a table that is being loaded is told so, at once")
    func locked() throws {
        let bench = try LoadBench()
        try bench.write("a,b\n1,x\n")
        _ = try bench.load()
        let other = try bench.etl()
        let load: UUID? = try other.first("select socle.begin_load(\(bench.schema), 't', 's', 'replace')") { row in
            try row[0]
        }
        #expect(try other.first("select socle.hold_dataset(\(orNull: load))") { row in try row[0] as Bool } == true)
        let failure = #expect(throws: LoadFailure.self) { _ = try bench.load(forced: true) }
        #expect(failure?.kind == .busy)
        try other.execute("select socle.release_dataset(\(orNull: load))")
        #expect(try bench.load(forced: true).outcome == .loaded)
    }

    @Test("a load whose connection is killed leaves the table as it was, and the next one succeeds")
    func killedConnection() throws {
        let bench = try LoadBench()
        try bench.write("a,b\n1,x\n")
        _ = try bench.load()
        let many = (1...200_000).map { "\($0),row number \($0)" }.joined(separator: "\n")
        try bench.write("a,b\n\(many)\n")
        var request = LoadRequest(origin: .file(path: bench.file), schema: bench.schema, table: try Identifier("t"))
        request.isForced = true
        var wasKilled = false
        let executioner = try bench.database.connect()
        #expect(throws: (any Error).self) {
            _ = try bench.database.installation.load(request, for: bench.tenant) { progress in
                guard !wasKilled, progress.tally.loaded > 50_000 else { return }
                wasKilled = true
                // A progress report has nobody to fail to; the expectation below sees a failed attempt.
                _ = try? executioner.execute(
                    "select pg_terminate_backend(pid) from pg_stat_activity where usename = \(TenantNames(bench.tenant).etlLogin)"
                )
            }
        }
        #expect(wasKilled)
        #expect(try bench.rows() == ["(1,x)"])
        #expect(try bench.load(forced: true).tally?.loaded == 200_000)
        #expect(try bench.states() == ["loaded", "interrupted", "loaded"])
        let left: Int? = try executioner.first(
            "select count(*) from pg_class where relname like 'socle\\_load\\_%'"
        ) { row in try row[0] }
        #expect(left == 0)
    }

    @Test("a load that is committed succeeded, also when the mesh cannot be told")
    func meshIsAway() throws {
        let bench = try LoadBench()
        let hand = try bench.database.connect()
        try bench.write("a,b\n1,x\n")
        #expect(try bench.load(table: "before").notes == [])
        try hand.execute("alter table mesh.inbox rename to away")
        let report = try bench.load()
        #expect(report.outcome == .loaded)
        #expect(report.notes.count == 1)
        #expect(report.notes.first?.hasSuffix("'socle mesh relay' tries again") == true)
        #expect(try bench.states() == ["loaded", "loaded"])
        try hand.execute("alter table mesh.away rename to inbox")
        #expect(try bench.database.installation.relay().taken == 1)
    }

    @Test("a tenant cannot load into another's schema, nor write its history")
    func otherTenant() throws {
        let bench = try LoadBench()
        let other = try bench.database.makeTenant()
        try bench.write("a,b\n1,x\n")
        let request = LoadRequest(
            origin: .file(path: bench.file), schema: TenantNames(other).dataSchema, table: try Identifier("t"))
        let failure = #expect(throws: LoadFailure.self) {
            _ = try bench.database.installation.load(request, for: bench.tenant) { _ in }
        }
        #expect(failure?.kind == .denied)
        _ = try bench.load()
        let loadID: UUID? = try bench.database.connect().first("select load_id from socle.loads") { row in try row[0] }
        let etl = try Connection(
            to: bench.database.installation.parameters(forLogin: TenantNames(other).etlLogin, of: other))
        let refused = #expect(throws: ServerFailure.self) {
            _ = try etl.execute("select socle.record_rejects(\(try #require(loadID)), '[]')")
        }
        #expect(refused?.sqlState == .insufficientPrivilege)
        let seen: Int? = try etl.first("select count(*) from socle.own_loads") { row in try row[0] }
        #expect(seen == 0)
    }

    @Test(
        "no load is begun of a table that is called as the platform's own are", arguments: ["socle_load_x", "socle_"])
    func platformNames(_ name: String) throws {
        let bench = try LoadBench()
        let etl = try bench.etl()
        let refused = #expect(throws: ServerFailure.self) {
            try etl.execute("select socle.begin_load(\(bench.schema), \(name), 's', 'replace')")
        }
        #expect(refused?.sqlState == SQLState(rawValue: "42939"))
        #expect(try bench.texts("select table_name from socle.datasets").isEmpty)
        try etl.execute("select socle.begin_load(\(bench.schema), 'soclex', 's', 'replace')")
    }

    @Test("only what was read, counted and held can be called loaded")
    func finishing() throws {
        let bench = try LoadBench()
        let etl = try Connection(
            to: bench.database.installation.parameters(
                forLogin: TenantNames(bench.tenant).etlLogin, of: bench.tenant))
        let other = try bench.etl()
        let second: UUID? = try other.first("select socle.begin_load(\(bench.schema), 't', 's', 'replace')") { row in
            try row[0]
        }
        let begun: UUID? = try etl.first(
            "select socle.begin_load(\(bench.schema), 't', 'test.csv', 'replace')"
        ) { row in try row[0] }
        let load = try #require(begun)
        func states(of counts: SQL) -> SQLState? {
            #expect(throws: ServerFailure.self) {
                _ = try etl.execute("select socle.finish_load(\(load), \(sql: counts), '[]')")
            }?.sqlState
        }
        #expect(states(of: "4, 4, 0, 0") == .checkViolation)
        try etl.execute("select socle.describe_load(\(load), sha256('x'), 1, '{}')")
        #expect(states(of: "4, 4, null, 0") == SQLState(rawValue: "22023"))
        #expect(states(of: "4, 3, 0, 0") == SQLState(rawValue: "22023"))
        #expect(states(of: "4, 5, -1, 0") == .checkViolation)
        try other.execute("select socle.hold_dataset(\(orNull: second))")
        #expect(states(of: "4, 4, 0, 0") == .lockNotAvailable)
        try other.execute("select socle.release_dataset(\(orNull: second))")
        try etl.execute("select socle.finish_load(\(load), 4, 4, 0, 0, '[]')")
        #expect(try bench.states() == ["running", "loaded"])
    }

    @Test(
        "files without a name lie where TMPDIR says, when it says so with a whole path",
        arguments: [(nil, "/tmp"), ("", "/tmp"), ("here", "/tmp"), ("/var/tmp", "/var/tmp")])
    func temporaryFolder(_ variable: String?, _ folder: String) {
        #expect(FetchedFile.folder(variable) == folder)
    }

    @Test(
        "what is no table is refused by name, and the table stays",
        arguments: [("", "empty"), ("\u{0}\u{1}\u{2}PK\u{3}\u{4}", "binary")])
    func notATable(_ text: String, _ kind: String) throws {
        let bench = try LoadBench()
        try bench.write("a,b\n1,x\n")
        _ = try bench.load()
        try bench.write(text)
        #expect(throws: (any Error).self) { _ = try bench.load() }
        #expect(try bench.rows() == ["(1,x)"])
        #expect(try bench.states() == ["loaded", "failed"])
    }
}

@Suite("Loads and releases", .database)
struct LoadReleaseTests {
    @Test("a base of a newer release is not loaded into, listed or opened")
    func newerBase() throws {
        let database = TestDatabase.current
        let tenant = try database.makeTenant()
        try database.connect().execute(
            """
            insert into socle.migrations (scope, name, kind, sha256, duration_ms, program_version)
            values ('database', '9999_from_the_future', 'versioned', sha256('x'), 1, '99.0.0')
            """)
        let login = TenantNames(tenant).etlLogin
        for work in [
            { _ = try database.installation.parameters(forLogin: login, of: tenant) },
            { _ = try database.installation.assets(of: nil, matching: nil) },
            { _ = try database.installation.secrets(of: .tenant(tenant), unreadable: { Issue.record($0) }) },
            { _ = try database.installation.relay() },
        ] as [() throws -> Void] {
            do {
                try work()
                Issue.record("the newer base was used")
            } catch let failure as any Failure {
                #expect(failure.code == "MIG105")
            }
        }
    }

    @Test("an empty array is a source without rows", arguments: ["[]", "[{}]"])
    func emptyArray(_ text: String) throws {
        let database = TestDatabase.current
        let tenant = try database.makeTenant()
        let file = "\(database.installation.settings.stateDirectory)/empty.json"
        try Data(text.utf8).write(to: URL(filePath: file))
        let request = LoadRequest(
            origin: .file(path: file), schema: TenantNames(tenant).dataSchema, table: try Identifier("empty"))
        let failure = #expect(throws: LoadFailure.self) {
            _ = try database.installation.load(request, for: tenant) { _ in }
        }
        #expect(failure?.code == "ING106")
    }
}
