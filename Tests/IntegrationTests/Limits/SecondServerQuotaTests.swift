import Guard
import Operations
import Postgres
import TestServer
import Testing
import Vocabulary

@testable import Tenancy

@Suite("A storage quota on another server", .database)
struct SecondServerQuotaTests {
    @Test("freezes there, ends what began before, takes back what a hand gave, and thaws")
    func frozen() throws {
        let second = try SecondCluster.shared.get()
        _ = try TestDatabase.current.installation.addServer(
            ServerRegistration(
                name: SecondCluster.name, address: ServerAddress(second.address), region: "france", overcommit: nil,
                caFile: nil), password: nil)
        // The whole database counts, with what the platform has in it.
        let tenant = try LimitedTenant(storage: 50_000_000, placement: .cluster)
        let installation = tenant.database.installation
        func changes() throws -> [String] { try installation.plan(tenant.configuration).changes.map(\.sentence) }
        let (names, table) = (TenantNames(tenant.identifier), try tenant.table("t"))
        let etl = try tenant.connect("etl")
        try etl.execute("create table \(sql: table) as select md5(n::text) as word from generate_series(1, 800000) n")
        let writer = try tenant.connect("app")
        try writer.execute("begin")
        try writer.execute("insert into \(sql: table) values ('x')")

        #expect(try tenant.watchOnce().map(\.action).contains("frozen"))
        #expect(try tenant.usage().frozenAt != nil)
        #expect(throws: ConnectionFailure.self) { try writer.execute("select 1") }
        #expect(throws: ConnectionFailure.self) { try etl.execute("select 1") }
        let app = try tenant.connect("app")
        #expect(try refusal(of: "insert into \(sql: table) values ('x')", app) == .insufficientPrivilege)
        #expect(try refusal(of: "select count(*) from \(sql: table)", app) == nil)
        let closed = try tenant.connect("etl")
        #expect(try refusal(of: "set role \(identifier: names.owner)", closed) == .insufficientPrivilege)
        let begin: SQL = "select socle.begin_load(\("\(tenant.identifier)_data"), 't', 's', 'append')"
        #expect(try refusal(of: begin, closed) == .insufficientPrivilege)
        #expect(try changes() == [])

        // By hand, or by a guard that died in the middle of a thaw.
        let hand = try Connection(to: second.provisioner())
        for statement in TenantStanding().writeStatements(for: names) { try hand.execute(statement) }
        #expect(try changes() != [])
        #expect(try tenant.watchOnce().map(\.action) == ["frozen, finished"])
        #expect(try changes() == [])
        let again = try tenant.connect("app")
        #expect(try refusal(of: "insert into \(sql: table) values ('x')", again) == .insufficientPrivilege)

        // The last row stays, or autovacuum would give back the empty end of the file before the guard does.
        try again.execute("delete from \(sql: table) where word <> md5('800000')")
        try tenant.watched { events in
            try tenant.wait(for: "the thaw") { try tenant.usage().frozenAt == nil }
            // Only a table that is written anew gives back what was deleted.
            #expect(events().map(\.action).filter { $0 != "eased" } == ["compacted", "thawed"])
        }
        #expect(try refusal(of: "insert into \(sql: table) values ('x')", again) == nil)
        let fresh = try tenant.connect("etl")
        #expect(try refusal(of: "create table \(sql: tenant.table("more")) ()", fresh) == nil)
        #expect(try refusal(of: begin, fresh) == nil)
        #expect(try changes() == [])
        #expect(try tenant.violations() == ["storage warned", "storage frozen", "storage thawed"])
    }
}
