import Formats
import Ingestion
import Operations
import Postgres
import TestServer
import Testing
import Vocabulary

@Suite("A load after one that was cut short", .database)
struct ResumedLoadTests {
    static let count = 600_000

    /// A bench whose last load was cut off behind its first chunk.
    static func cutShort() throws -> LoadBench {
        let bench = try LoadBench()
        try bench.write("n,word\n0,first\n")
        _ = try bench.load()
        var text = "n,word\n"
        for number in 1...count { text += "\(number),a row that is long enough\n" }
        try bench.write(text)
        let executioner = try bench.database.connect()
        var wasKilled = false
        let killed = #expect(throws: (any Error).self) {
            _ = try bench.load(progress: { _ in
                guard !wasKilled else { return }
                let chunks: Int? = try? executioner.first("select count(*) from socle.load_chunks") { row in try row[0]
                }
                guard let chunks, chunks > 0 else { return }
                wasKilled = true
                _ = try? executioner.execute(
                    """
                    select pg_terminate_backend(pid) from pg_stat_activity
                    where usename = \(TenantNames(bench.tenant).etlLogin)
                    """)
            })
        }
        #expect(wasKilled && killed != nil)
        #expect(try bench.rows() == ["(0,first)"])
        return bench
    }

    @Test("sends only what is not there yet, and ends as an undisturbed one")
    func resumes() throws {
        let bench = try Self.cutShort()
        let report = try bench.load()
        #expect(report.resumedRows > 0 && report.resumedRows < Self.count)
        #expect(report.tally?.loaded == Self.count)
        print("resumed: \(report.resumedRows) of \(Self.count) rows were there")
        let sums = try bench.texts(
            "select count(*) || ' ' || sum(n) || ' ' || count(distinct n) from \(sql: try bench.name())")
        #expect(sums == ["\(Self.count) \(Self.count * (Self.count + 1) / 2) \(Self.count)"])
        #expect(try bench.states() == ["loaded", "interrupted", "loaded"])
        #expect(try bench.texts("select count(*)::text from socle.load_chunks") == ["0"])
        #expect(try bench.texts("select relname::text from pg_class where relname like 'socle\\_load\\_%'") == [])
    }

    @Test("begins anew when that is asked for, when the content is another, or when the rest was touched")
    func anew() throws {
        let bench = try Self.cutShort()
        // Its own owner may write into it.
        let name = try #require(
            try bench.texts("select relname::text from pg_class where socle.is_staging(relname)").first)
        try bench.etl().execute("delete from \(sql: try bench.name(name)) where n < 10")
        let report = try bench.load()
        #expect(report.resumedRows == 0 && report.tally?.loaded == Self.count)
        #expect(try bench.texts("select count(*)::text from \(sql: try bench.name())") == ["\(Self.count)"])
        #expect(try bench.texts("select relname::text from pg_class where relname like 'socle\\_load\\_%'") == [])
    }

    @Test("takes away what was left behind for more than a day, and the guard does it too")
    func sweep() throws {
        let bench = try Self.cutShort()
        let hand = try bench.database.connect()
        #expect(try hand.first("select socle.drop_stagings(null, '24 hours')") { row in try row[0] as Int32 } == 0)
        try hand.execute("update socle.loads set started_at = started_at - interval '25 hours' where state <> 'loaded'")
        try bench.write("n,word\n1,other\n")
        _ = try bench.load(table: "another")
        #expect(try bench.texts("select relname::text from pg_class where relname like 'socle\\_load\\_%'") == [])
    }
}
