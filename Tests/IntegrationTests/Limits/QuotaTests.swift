import Dispatch
import FoundationEssentials
import Glibc
import Guard
import Postgres
import Synchronization
import TestServer
import Testing
import Vocabulary

@testable import Operations
@testable import Tenancy

@Suite("A storage quota", .database)
struct QuotaTests {
    private static let megabyte: Int64 = 1_000_000

    @Test("32 writers, COPY of the ETL login among them, stop at the quota; DELETE goes on, and it thaws once")
    func storm() throws {
        let permitted = 150 * Self.megabyte
        let tenant = try LimitedTenant(storage: permitted, connections: 100)
        let owner = try tenant.connect("etl")
        for index in 0..<4 {
            try owner.execute("create table \(sql: tenant.table("t\(index)")) (id bigint, word text)")
        }
        let writers = ["app", "app", "admin", "etl"].flatMap { purpose in (0..<8).map { (purpose, $0) } }
        let began = ContinuousClock.now
        let refused = Mutex<[String: Int]>([:])
        let rounds = Atomic<Int>(0)
        try tenant.watched { events in
            let storm = DispatchGroup()
            for (purpose, number) in writers {
                DispatchQueue(label: "\(purpose) \(number)").async(group: storm) {
                    let end = Self.write(as: purpose, number, of: tenant, rounds)
                    refused.withLock { $0[end, default: 0] += 1 }
                }
            }
            storm.wait()
            let took = (ContinuousClock.now - began) / .seconds(1)
            try tenant.wait(for: "the end of the freeze's making") {
                try texts(
                    "select count(*) from socle.tenant_usage where writers_ended_at is not null",
                    tenant.database.connect()) == [["1"]]
            }
            // What is left over of the files is all that the writers left.
            let used = try Self.size(of: tenant)
            let rate = Double(used) / took
            let bound = rate * Self.boundSeconds
            print(
                """
                quota: \(writers.count) writers, \(rounds.load(ordering: .relaxed)) rounds in \(took) s, \
                \(ByteCount(bytes: used)) of \(ByteCount(bytes: permitted)): \
                \(ByteCount(bytes: max(0, used - permitted))) beyond, bound \(ByteCount(bytes: Int64(bound))), \
                ends \(refused.withLock { $0.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" } })
                """)
            #expect(Double(used - permitted) <= bound)
            #expect(refused.withLock { $0.values.reduce(0, +) } == writers.count)

            let app = try tenant.connect("app")
            #expect(
                try refusal(of: "insert into \(sql: tenant.table("t0")) values (1, 'x')", app) == .insufficientPrivilege
            )
            #expect(try refusal(of: "update \(sql: tenant.table("t0")) set id = 1", app) == .insufficientPrivilege)
            #expect(try refusal(of: "select count(*) from \(sql: tenant.table("t0"))", app) == nil)
            #expect(try refusal(of: "delete from \(sql: tenant.table("t0")) where id % 2 = 0", app) == nil)
            let etl = try tenant.connect("etl")
            #expect(try refusal(of: "create table \(sql: tenant.table("more")) ()", etl) == .insufficientPrivilege)
            #expect(
                try refusal(of: "set role \(identifier: TenantNames(tenant.identifier).owner)", etl)
                    == .insufficientPrivilege)
            #expect(try refusal(of: "truncate \(sql: tenant.table("t1")), \(sql: tenant.table("t2"))", etl) == nil)
            #expect(try tenant.usage().frozenAt != nil)
            // A plan knows that it is frozen.
            #expect(try tenant.database.installation.plan(tenant.configuration).changes.map(\.sentence) == [])
            #expect(throws: GuardFailure.self) { try tenant.database.installation.requireThawed(tenant.identifier) }

            // Deleting is enough: what was deleted is given back.
            try app.execute("delete from \(sql: tenant.table("t0"))")
            try app.execute("delete from \(sql: tenant.table("t3"))")
            try tenant.wait(for: "the thaw") { try tenant.usage().frozenAt == nil }
            #expect(try refusal(of: "insert into \(sql: tenant.table("t0")) values (1, 'x')", app) == nil)
            let fresh = try tenant.connect("etl")
            #expect(try refusal(of: "create table \(sql: tenant.table("more")) ()", fresh) == nil)
            #expect(try tenant.database.installation.plan(tenant.configuration).changes.map(\.sentence) == [])
            let changes = events().filter { $0.action == "frozen" || $0.action == "thawed" }.map(\.action)
            #expect(changes == ["frozen", "thawed"], "no flapping")
        }
        #expect(try tenant.violations() == ["storage warned", "storage frozen", "storage thawed"])
        let chain = try texts(
            """
            select action from socle.audit_events join socle.tenants using (tenant_id)
            where identifier = \(tenant.identifier) and action ~ 'frozen|thawed' order by sequence
            """, tenant.database.connect())
        #expect(chain == [["tenant.frozen"], ["tenant.thawed"]])
    }

    /// What `docs/limits.md` promises: a look, the freeze and the end of the writers, on a machine that does much else.
    static let boundSeconds = 3.0

    /// Writes until it is ended, and tells how.
    private static func write(
        as purpose: String, _ number: Int, of tenant: LimitedTenant, _ rounds: borrowing Atomic<Int>
    ) -> String {
        do {
            let connection = try tenant.connect(purpose)
            let table = try tenant.table("t\(number % 4)")
            let line = Array((String(repeating: "0123456789", count: 12)).utf8)
            for _ in 0..<100_000 {
                if purpose == "app" {
                    try connection.execute(
                        "insert into \(sql: table) select number, md5(number::text) from generate_series(1, 5000) as number"
                    )
                } else {
                    // One long COPY: a statement that was begun before the freeze.
                    _ = try connection.copyIn("copy \(sql: table) from stdin") { copy in
                        for round in 0..<20_000 {
                            var batch: [UInt8] = []
                            for row in 0..<50 { batch += Array("\(round * 50 + row)\t".utf8) + line + [0x0A] }
                            try copy.write(batch)
                        }
                    }
                }
                rounds.add(1, ordering: .relaxed)
            }
            return "never"
        } catch is ConnectionFailure {
            return "ended"
        } catch SQLState.insufficientPrivilege {
            return "refused"
        } catch SQLState.adminShutdown {
            return "ended"
        } catch {
            return "\(error)"
        }
    }

    private static func size(of tenant: LimitedTenant) throws -> Int64 {
        try tenant.database.connect().first(
            """
            select sum(pg_total_relation_size(pg_class.oid)) from pg_class
            join pg_namespace on pg_namespace.oid = relnamespace
            where nspname = \("\(tenant.identifier)_data") and relkind = 'r'
            """
        ) { row in try row[0] } ?? 0
    }

    @Test("a load whose one transaction nobody sees is frozen before it commits")
    func unseen() throws {
        let tenant = try LimitedTenant(storage: 20 * Self.megabyte)
        try tenant.watched { events in
            for rewrites in [false, true] {
                let etl = try tenant.connect("etl")
                try etl.execute("create table if not exists \(sql: tenant.table("t")) (id bigint, word text)")
                let failure = #expect(throws: (any Error).self) {
                    try etl.execute("begin")
                    // A new table, and an old one in a new file.
                    let table = try tenant.table(rewrites ? "t" : "new")
                    try etl.execute(
                        rewrites ? "truncate \(sql: table)" : "create table \(sql: table) (id bigint, word text)")
                    for _ in 0..<10_000 {
                        try etl.execute(
                            "insert into \(sql: table) select n, md5(n::text) from generate_series(1, 5000) as n")
                    }
                }
                #expect(failure is ConnectionFailure)
                try tenant.wait(for: "a thaw, since nothing was committed") {
                    events().filter { $0.action == "thawed" }.count == (rewrites ? 2 : 1)
                }
                #expect(try Self.size(of: tenant) < Self.megabyte)
            }
        }
    }

    @Test("a guard that dies in the middle of a freeze is followed by one that finishes it")
    func dead() throws {
        let tenant = try LimitedTenant(storage: Self.megabyte)
        let base = try tenant.database.connect()
        let writer = try tenant.connect("etl")
        try writer.execute(
            "create table \(sql: tenant.table("t")) as select md5(n::text) from generate_series(1, 50000) as n")
        try writer.execute("begin")
        try writer.execute("insert into \(sql: tenant.table("t")) values ('x')")
        let registered = try RegisteredTenant.find(tenant.identifier, in: base)
        let found = try #require(try WatchedTenant.find(registered.tenantID, in: base))
        #expect(try Freeze.freeze(found, in: base, on: tenant.database.connect()))
        // Here it dies: the transaction that began before is still open.
        #expect(try refusal(of: "insert into \(sql: tenant.table("t")) values ('x')", writer) == nil)
        #expect(try tenant.watchOnce().map(\.action).contains("frozen, finished"))
        #expect(throws: ConnectionFailure.self) { try writer.execute("select 1") }
        #expect(try tenant.watchOnce().map(\.action) == [])
        #expect(try tenant.database.installation.plan(tenant.configuration).changes.map(\.sentence) == [])
        // So does one that finds the rights given back by hand.
        let names = TenantNames(tenant.identifier)
        try base.execute("grant \(identifier: names.write) to \(identifier: names.appLogin)")
        #expect(try tenant.database.installation.plan(tenant.configuration).isEmpty == false)
        #expect(try tenant.watchOnce().map(\.action) == ["frozen, finished"])
        #expect(try tenant.database.installation.plan(tenant.configuration).changes.map(\.sentence) == [])
    }

    @Test("a tenant that holds its audit chain or its tables stops neither the measurement nor the freeze")
    func held() throws {
        let tenant = try LimitedTenant(storage: Self.megabyte)
        let etl = try tenant.connect("etl")
        let table = try tenant.table("t")
        try etl.execute("create table \(sql: table) as select md5(n::text) from generate_series(1, 50000) as n")
        let load = try etl.first(
            "select socle.begin_load(\("\(tenant.identifier)_data"), 't', 's', 'append')"
        ) { row -> UUID in try row[0] }
        try etl.execute("begin")
        try etl.execute("lock table \(sql: table) in access exclusive mode")
        try etl.execute("select socle.describe_load(\(try #require(load)), '\\x00', 1, '{}')")
        try etl.execute("select socle.finish_load(\(try #require(load)), 0, 0, 0, 0, '[]')")
        let actions = try tenant.watchOnce().map(\.action)
        #expect(actions.contains("frozen"))
        #expect(throws: ConnectionFailure.self) { try etl.execute("select 1") }
        #expect(try tenant.usage().frozenAt != nil)
    }

    @Test("a limit that is raised in the file thaws, and a second guard is told who the first is")
    func raised() throws {
        let tenant = try LimitedTenant(storage: Self.megabyte)
        let etl = try tenant.connect("etl")
        try etl.execute(
            "create table \(sql: tenant.table("t")) as select md5(n::text) from generate_series(1, 50000) as n")
        try tenant.watched { events in
            try tenant.wait(for: "the freeze") { try tenant.usage().frozenAt != nil }
            let second = TenantGuard(tenant.database.installation) { _ in }
            let failure = #expect(throws: GuardFailure.self) { try second.run() }
            #expect(failure?.message.contains("process \(getpid())") == true)
            let more = try TenantConfiguration.sample(tenant.identifier)
            _ = try tenant.database.installation.apply(more)
            try tenant.wait(for: "the thaw") { try tenant.usage().frozenAt == nil }
            #expect(try tenant.database.installation.plan(more).changes.map(\.sentence) == [])
        }
    }

    @Test("a tenant with a database of its own is measured by all of it, and frozen there")
    func ownDatabase() throws {
        let tenant = try LimitedTenant(storage: 60 * Self.megabyte, placement: .database)
        let etl = try tenant.connect("etl")
        try etl.execute("create table \(sql: tenant.table("t")) (id bigint, word text)")
        try tenant.watched { events in
            #expect(throws: (any Error).self) {
                for _ in 0..<1000 {
                    try etl.execute(
                        "insert into \(sql: tenant.table("t")) select n, md5(n::text) from generate_series(1, 5000) n")
                }
            }
            try tenant.wait(for: "the freeze") { try tenant.usage().frozenAt != nil }
            let app = try tenant.connect("app")
            #expect(try refusal(of: "insert into \(sql: tenant.table("t")) values (1)", app) == .insufficientPrivilege)
            #expect(try tenant.database.installation.plan(tenant.configuration).changes.map(\.sentence) == [])
            try app.execute("truncate \(sql: tenant.table("t"))")
            try tenant.wait(for: "the thaw") { try tenant.usage().frozenAt == nil }
            #expect(try tenant.database.installation.plan(tenant.configuration).changes.map(\.sentence) == [])
        }
        try tenant.database.connect().execute(
            "drop database \(identifier: TenantNames(tenant.identifier).database) with (force)")
    }
}
