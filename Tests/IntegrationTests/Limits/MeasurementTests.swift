import FoundationEssentials
import Guard
import Operations
import Postgres
import TestServer
import Testing
import Vocabulary

@testable import Tenancy

@Suite("The measurement of storage", .database)
struct MeasurementTests {
    /// Bytes as the whole measurement and the quick one tell them.
    private static func measured(_ tenant: LimitedTenant) throws -> (all: Int64, quick: Int64) {
        let base = try tenant.database.connect()
        let found: (Int64, Int64)? = try base.first(
            """
            select measured.bytes, (socle.tenant_storage(array[tenant_id])).bytes
            from socle.measured_storage() as measured join socle.registry using (tenant_id)
            where identifier = \(tenant.identifier)
            """
        ) { row in (try row[0], try row[1]) }
        return try #require(found)
    }

    @Test("tells what PostgreSQL's own functions tell, of every kind of relation")
    func kinds() throws {
        let tenant = try LimitedTenant()
        let neighbour = try LimitedTenant()
        #expect(try Self.measured(tenant) == (0, 0))
        let etl = try tenant.connect("etl")
        let t = try tenant.table("t")
        try etl.execute("create table \(sql: t) (n serial primary key, word text, doc text)")
        try etl.execute("alter table \(sql: t) alter doc set storage external")
        try etl.execute(
            "insert into \(sql: t) (word, doc) select md5(n::text), repeat('x', 3000) from generate_series(1, 20000) n")
        try etl.execute("create index on \(sql: t) (word)")
        try etl.execute("create unlogged table \(sql: tenant.table("u")) as select * from \(sql: t)")
        try etl.execute("create materialized view \(sql: tenant.table("m")) as select word from \(sql: t)")
        try etl.execute("create table \(sql: tenant.table("p")) (n int) partition by range (n)")
        try etl.execute(
            "create table \(sql: tenant.table("p1")) partition of \(sql: tenant.table("p")) for values from (0) to (9)")
        try etl.execute("insert into \(sql: tenant.table("p")) values (1)")
        try etl.execute("vacuum \(sql: t)")
        let expected: Int64? = try tenant.database.connect().first(
            """
            select sum(pg_total_relation_size(pg_class.oid)) from pg_class
            join pg_namespace on pg_namespace.oid = relnamespace
            where nspname = \("\(tenant.identifier)_data") and relkind in ('r', 'm', 'S')
            """
        ) { row in try row[0] }
        let measured = try Self.measured(tenant)
        #expect(measured.all == expected && measured.quick == expected)
        #expect((expected ?? 0) > 80_000_000)
        #expect(try Self.measured(neighbour) == (0, 0))
        try tenant.watchOnce()
        #expect(try tenant.usage().storageBytes == expected)
        // Sequence, three tables and two partitions' parent, two indexes and the view.
        #expect(try tenant.usage().objects == 8)
    }

    @Test("sees what open transactions write, whatever they hold")
    func open() throws {
        let tenant = try LimitedTenant()
        let etl = try tenant.connect("etl")
        let t = try tenant.table("t")
        try etl.execute("create table \(sql: t) as select md5(n::text) as word from generate_series(1, 1000) n")
        try etl.execute("begin")
        try etl.execute("create table \(sql: tenant.table("new")) (n int primary key, word text)")
        try etl.execute(
            "insert into \(sql: tenant.table("new")) select n, repeat(md5(n::text), 100) from generate_series(1, 20000) n"
        )
        try etl.execute("lock table \(sql: t) in access exclusive mode")
        var measured = try Self.measured(tenant)
        #expect(measured.all > 2_000_000 && measured.all == measured.quick)
        try etl.execute("rollback")
        try etl.execute("begin")
        try etl.execute("truncate \(sql: t)")
        try etl.execute("insert into \(sql: t) select md5(n::text) from generate_series(1, 200000) n")
        measured = try Self.measured(tenant)
        // Only a look at all files sees it, which the guard takes when somebody may be rewriting.
        #expect(measured.all > 10_000_000 && measured.quick < 1_000_000)
        #expect(try texts("select socle.has_rewriters()", tenant.database.connect()) == [["t"]])
        try etl.execute("rollback")
        #expect(try texts("select socle.has_rewriters()", tenant.database.connect()) == [["f"]])
    }

    @Test("counts what the platform keeps of refused records")
    func history() throws {
        let tenant = try LimitedTenant()
        let etl = try tenant.connect("etl")
        let load = try #require(
            try etl.first("select socle.begin_load(\("\(tenant.identifier)_data"), 't', 's', 'append')") {
                row -> UUID in try row[0]
            })
        let refused = (0..<1000).map { number in
            #"{"line_number":\#(number),"byte_offset":0,"reason":"r","raw_line":"\#(String(repeating: "x", count: 1000))"}"#
        }.joined(separator: ",")
        try etl.execute("select socle.record_rejects(\(load), \("[\(refused)]")::jsonb)")
        try tenant.watchOnce()
        #expect((try tenant.usage().storageBytes ?? 0) > 1_000_000)
    }

    @Test("counts what loads tell the mesh, and the proofs of erasures")
    func messages() throws {
        let tenant = try LimitedTenant()
        let etl = try tenant.connect("etl")
        // Digests, which nothing makes shorter.
        let words: SQL = """
            select jsonb_agg(jsonb_build_object('name', md5(n::text), 'type', 'text', 'label', 'x', 'ordinal', n))
            from generate_series(1, 20000) as n
            """
        let load = try #require(
            try etl.first("select socle.begin_load(\("\(tenant.identifier)_data"), 't', 's', 'append')") {
                row -> UUID in try row[0]
            })
        try etl.execute("select socle.describe_load(\(load), sha256(''), 0, '{}')")
        try etl.execute("select socle.finish_load(\(load), 0, 0, 0, 0, (\(sql: words)))")
        try tenant.watchOnce()
        let told = try tenant.usage().storageBytes ?? 0
        #expect(told > 500_000)
        try etl.execute(
            "select socle.record_privacy('person.erased', 'x', (select jsonb_agg(md5(n::text)) from generate_series(1, 20000) n))"
        )
        try tenant.watchOnce()
        #expect((try tenant.usage().storageBytes ?? 0) > told + 500_000)
    }
}
