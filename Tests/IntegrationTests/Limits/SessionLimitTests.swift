import Dispatch
import FoundationEssentials
import Guard
import Operations
import Postgres
import Synchronization
import TestServer
import Testing
import Vocabulary

@testable import Tenancy

@Suite("Limits of sessions", .database)
struct SessionLimitTests {
    /// A session that sets away what it began with, as every login may.
    private static func withoutTimeouts(_ connection: consuming Connection) throws -> Connection {
        for setting in ["statement_timeout", "idle_in_transaction_session_timeout", "lock_timeout"] {
            try connection.execute("set \(raw: setting) = 0")
        }
        return connection
    }

    @Test("a statement over its time is cancelled, the next one ends the session, whatever the tenant sets")
    func statements() throws {
        let tenant = try LimitedTenant(statementTime: 1)
        try tenant.watched { _ in
            let app = try Self.withoutTimeouts(tenant.connect("app"))
            #expect(try refusal(of: "select pg_sleep(30)", app) == .queryCancelled)
            #expect(throws: ConnectionFailure.self) { try app.execute("select pg_sleep(30)") }
            // The next session begins anew.
            let next = try Self.withoutTimeouts(tenant.connect("app"))
            #expect(try refusal(of: "select pg_sleep(30)", next) == .queryCancelled)
        }
        // The same login within a minute: one row each that counts.
        #expect(try tenant.violations() == ["statement cancelled", "statement terminated"])
        let counts = try texts(
            "select action, repetitions from socle.violations order by violation_id", tenant.database.connect())
        #expect(counts == [["cancelled", "2"], ["terminated", "1"]])
    }

    @Test("an open transaction with nothing to do ends with its session, whatever the tenant sets")
    func idle() throws {
        let tenant = try LimitedTenant(idleTransactionTime: 1)
        try tenant.watched { _ in
            let etl = try Self.withoutTimeouts(tenant.connect("etl"))
            try etl.execute("begin")
            try tenant.wait(for: "the end of the session") {
                try texts(
                    "select count(*) from pg_stat_activity where usename = \("\(tenant.identifier)_etl")",
                    tenant.database.connect()) == [["0"]]
            }
            #expect(throws: ConnectionFailure.self) { try etl.execute("select 1") }
        }
        #expect(try tenant.violations() == ["idle terminated"])
    }

    @Test("sessions of all logins together stay within the tenant's limit, the newest end")
    func connections() throws {
        let tenant = try LimitedTenant(connections: 8)
        // Somebody raised what one login may have.
        try tenant.database.connect().execute(
            "alter role \(identifier: TenantNames(tenant.identifier).appLogin) connection limit 20")
        try tenant.watched { _ in
            let oldest = try tenant.connect("etl")
            let all = DispatchGroup()
            let ended = Mutex(0)
            for number in 0..<12 {
                DispatchQueue(label: "session \(number)").async(group: all) {
                    guard let app = try? tenant.connect("app") else { return }
                    for _ in 0..<60 {
                        do {
                            try app.execute("select pg_sleep(0.1)")
                        } catch {
                            ended.withLock { $0 += 1 }
                            return
                        }
                    }
                }
            }
            all.wait()
            #expect(ended.withLock { $0 } == 5)
            #expect(try refusal(of: "select 1", oldest) == nil)
        }
        #expect(try tenant.violations() == ["connections terminated"])
    }

    @Test("a long setting of a login is taken away, a short one is left to the plan")
    func settings() throws {
        let tenant = try LimitedTenant()
        let app = try tenant.connect("app")
        let login = TenantNames(tenant.identifier).appLogin
        let long = (0..<2_000).map { "schema_\($0)" }.joined(separator: ", ")
        try app.execute("alter role \(identifier: login) set search_path = \(raw: long)")
        try app.execute("alter role \(identifier: login) set application_name = 'mine'")
        #expect(try tenant.watchOnce().map { "\($0.kind) \($0.action)" } == ["settings reset"])
        let left = try texts(
            """
            select array_to_string(setconfig, ' ') from pg_db_role_setting
            join pg_roles on pg_roles.oid = setrole where rolname = \(login)
            """, tenant.database.connect())
        #expect(left.first?.first??.contains("application_name=mine") == true)
        #expect(left.first?.first??.contains("schema_") == false)
        #expect(try tenant.watchOnce() == [])
    }

    @Test("more objects than a limit that was lowered are a violation, and no more can be made")
    func objects() throws {
        let tenant = try LimitedTenant(objects: 3)
        let etl = try tenant.connect("etl")
        for name in ["a", "b"] { try etl.execute("create table \(sql: tenant.table(name)) (n int primary key)") }
        #expect(try tenant.watchOnce().map { "\($0.kind) \($0.action)" } == ["objects refused"])
        #expect(try tenant.usage().objects == 4)
        #expect(try refusal(of: "create view \(sql: tenant.table("c")) as select 1 as n", etl)?.rawValue == "53400")
        #expect(try tenant.watchOnce() == [])
        try etl.execute("drop table \(sql: tenant.table("a"))")
        try etl.execute("create view \(sql: tenant.table("c")) as select 1 as n")
    }
}
