import Formats
import Glibc
import Ingestion
import Postgres
import Settings
import TestServer
import Testing
import Vocabulary

/// Loads into a server that has no room left.
@Suite("A server without room", .database)
struct FullServerTests {
    private static func refusal(_ bench: LoadBench, _ mode: LoadMode = .replace) throws -> LoadFailure? {
        let before = try bench.rows()
        let failure = #expect(throws: LoadFailure.self) { _ = try bench.load(mode: mode) }
        #expect(failure?.code == "ING128" && failure?.kind == .unavailable, "\(String(describing: failure))")
        #expect(failure?.message == "the server has no room left for table '\(bench.schema).t'")
        #expect(try bench.rows() == before)
        #expect(try bench.texts("select failure_code from socle.loads where state = 'failed'") == ["ING128"])
        return failure
    }

    @Test("is told by name, and what is staged waits for the next load", .enabled(if: SmallRoom.isPossible))
    func full() throws {
        let bench = try LoadBench()
        let room = try SmallRoom(megabytes: 24)
        let names = TenantNames(bench.tenant)
        let space = try Identifier("room_\(bench.tenant)")
        let hand = try bench.database.connect()
        try hand.execute("create tablespace \(identifier: space) location \(literal: room.path)")
        defer {
            _ = try? hand.execute("drop table \(sql: bench.name())")
            _ = try? hand.execute("drop tablespace \(identifier: space)")
            room.close()
        }
        try hand.execute("grant create on tablespace \(identifier: space) to \(identifier: names.owner)")
        try bench.write("n,word\n0,first\n")
        _ = try bench.load()
        try hand.execute("alter role \(identifier: names.etlLogin) set default_tablespace = \(identifier: space)")
        let count = ResumedLoadTests.count
        try bench.write("n,word\n" + (1...count).map { "\($0),a row that is long enough\n" }.joined())
        let failure = try Self.refusal(bench)
        #expect(failure?.hint?.contains("goes on where this load stopped") == true)
        #expect(failure?.detail?.contains("could not extend file") == true, "\(failure?.detail ?? "")")
        try room.enlarge(megabytes: 400)
        let report = try bench.load()
        #expect(report.resumedRows > 0 && report.resumedRows < count && report.tally?.loaded == count)
        print("full server: \(report.resumedRows) of \(count) rows had found room")
        let sums = try bench.texts("select count(*) || ' ' || sum(n) from \(sql: try bench.name())")
        #expect(sums == ["\(count) \(count * (count + 1) / 2)"])
    }

    @Test(
        "at any later moment is told the same, with what comes of the next load",
        arguments: [LoadMode.replace, .append])
    func late(_ mode: LoadMode) throws {
        let bench = try LoadBench()
        try bench.write("a;b\n1;x\n")
        _ = try bench.load()
        let hand = try bench.database.connect()
        let function = try bench.name("no_room")
        try hand.execute(
            """
            create function \(sql: function)() returns trigger language plpgsql
            as $$ begin raise exception 'no space' using errcode = '53100'; end $$
            """)
        try hand.execute("grant execute on function \(sql: function)() to public")
        try hand.execute(
            "create trigger no_room before insert on \(sql: try bench.name()) execute function \(sql: function)()")
        try bench.write("a;b\n2;y\n3;z\n")
        let hint = try Self.refusal(bench, mode)?.hint
        #expect(hint?.contains("goes on where this load stopped") == (mode == .replace))
        try hand.execute("drop trigger no_room on \(sql: try bench.name())")
        let report = try bench.load(mode: mode)
        #expect(report.resumedRows == (mode == .replace ? 2 : 0))
        #expect(try bench.rows().suffix(2) == ["(2,y)", "(3,z)"])
    }
}

/// A file system in memory that is soon full, where this process may mount one.
private struct SmallRoom {
    static let isPossible = (try? SmallRoom(megabytes: 1))?.close() != nil

    let path: String

    init(megabytes: Int) throws {
        var facts = stat()
        let cluster = try TestCluster.shared.get().record.data
        try #require(stat(cluster, &facts) == 0)
        path = "/tmp/socle-room-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
        try #require(mkdir(path, 0o755) == 0)
        let options = "size=\(megabytes)m,mode=0700,uid=\(facts.st_uid),gid=\(facts.st_gid)"
        guard mount("none", path, "tmpfs", 0, options) == 0 else {
            let reason = String(cString: strerror(errno))
            rmdir(path)
            throw TestFailure("nothing may be mounted: \(reason)")
        }
    }

    func enlarge(megabytes: Int) throws {
        try #require(mount(nil, path, nil, UInt(MS_REMOUNT), "size=\(megabytes)m") == 0)
    }

    func close() {
        umount2(path, Int32(MNT_DETACH))
        rmdir(path)
    }
}
