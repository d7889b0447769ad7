import FoundationEssentials
import Guard
import Operations
import Postgres
import TestServer
import Testing
import Vocabulary

@testable import Tenancy

@Suite("A guard that is killed at every step", .database, .serialized)
struct KilledGuardTests {
    @Test("guard --once: the next one finishes the freeze, with every writer ended and one row of each kind")
    func freeze() throws {
        let database = TestDatabase.current
        try InstallationFolder.lend { root in
            let place = try Workplace(database.installation, root: root)
            try KillSweep(name: "guard --once", sample: 8) {
                let tenant = try LimitedTenant(storage: 1_000_000)
                let neighbour = try LimitedTenant()
                let writer = HeldSession(try tenant.connect("app"))
                let etl = try tenant.connect("etl")
                let table = try tenant.table("t")
                try etl.execute(
                    "create table \(sql: table) as select md5(n::text) as word from generate_series(1, 40000) n")
                try writer.connection.execute("begin")
                try writer.connection.execute("insert into \(sql: table) values ('x')")
                return KillSweep.Scene(
                    command: place.command("guard", "--once"),
                    checkAnyway: {
                        let frozenAt = try neighbour.usage().frozenAt
                        #expect(frozenAt == nil)
                        let changes = try database.installation.plan(neighbour.configuration).changes
                        #expect(changes.map(\.sentence) == [])
                    },
                    checkEnd: {
                        #expect(throws: ConnectionFailure.self) { try writer.connection.execute("select 1") }
                        #expect(try tenant.violations() == ["storage warned", "storage frozen"])
                        #expect(try database.installation.plan(tenant.configuration).changes.map(\.sentence) == [])
                        let app = try tenant.connect("app")
                        #expect(
                            try refusal(of: "insert into \(sql: table) values ('x')", app) == .insufficientPrivilege)
                        #expect(try refusal(of: "delete from \(sql: table) where word = 'x'", app) == nil)
                        try place.checkNoRemains()
                    })
            }
            .run()
        }
    }
}

/// A session that outlives the closure which opened it.
private final class HeldSession {
    let connection: Connection

    init(_ connection: consuming Connection) {
        self.connection = connection
    }
}
