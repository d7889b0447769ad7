import FoundationEssentials
import Ingestion
import Operations
import Postgres
import Tenancy
import TestServer
import Testing
import Vocabulary

@Suite("A table that is replaced", .database)
struct SwapTests {
    @Test("keeps its views, rights, comments, keys, indexes, statistics and settings, whatever their names")
    func survivors() throws {
        let bench = try LoadBench()
        try bench.write("a,b,c\n1,x,5\n2,y,6\n")
        _ = try bench.load(table: "odd \"t")
        let table = try bench.name("odd \"t")
        let etl = try bench.etl()
        let schema: SQL = "\(identifier: bench.schema)"
        let tenant = "\(bench.tenant)"
        let statements: [SQL] = [
            "alter table \(sql: table) add constraint \"p k\" primary key (a) with (fillfactor = 90)",
            "alter table \(sql: table) add constraint \"on USING c\" check (c > 0)",
            "alter table \(sql: table) add constraint u unique (b, c) deferrable initially deferred",
            "alter table \(sql: table) alter c set not null, alter b set default 'it''s', alter b set statistics 300",
            "alter table \(sql: table) alter b set (n_distinct = -0.5), alter b set storage external",
            "alter table \(sql: table) add d bigint generated always as (a * 2) stored",
            "alter table \(sql: table) set (fillfactor = 80, toast.autovacuum_enabled = false)",
            "create unique index \"i USING ) x\" on \(sql: table) using btree (b, a desc) include (c) where c > 1",
            "create index on \(sql: table) (lower(b))",
            "create statistics \(sql: schema).st (ndistinct) on a, b from \(sql: table)",
            "comment on table \(sql: table) is 'It''s'", "comment on column \(sql: table).c is 'a \"c\"'",
            "comment on index \(sql: schema).\"i USING ) x\" is 'an index'",
            "comment on constraint u on \(sql: table) is 'a constraint'",
            "alter table \(sql: table) replica identity using index \"p k\"",
            "alter table \(sql: table) cluster on \"p k\"",
            "grant select (a, b) on \(sql: table) to \(raw: tenant)_write",
            "revoke delete on \(sql: table) from \(raw: tenant)_delete",
            """
            create view \(sql: schema).v with (security_barrier, security_invoker) as
            select *, b || '''' as e from \(sql: table) where c > 1.5 and b <> '\\' with local check option
            """,
            "create view \(sql: schema).w as select v.*, t.b as tb from \(sql: schema).v join \(sql: table) as t using (a)",
            "create view \(sql: schema).grouped as select b, c, a from \(sql: table) group by a",
            "create view \(sql: schema).counted as select count(t) as n from \(sql: table) as t",
            "alter view \(sql: schema).v alter column e set default 'e'",
            "comment on view \(sql: schema).v is 'a view'",
            "grant select on \(sql: schema).v to \(raw: tenant)_write",
        ]
        for statement in statements { try etl.execute(statement) }
        let hand = try bench.database.connect()
        let before = try Self.facts(bench.schema, hand)
        #expect(before.count > 60)
        let number: SQL = "select oid::text from pg_class where relname = 'odd \"t'"
        let old = try bench.texts(number)
        try bench.write("a,b,c\n3,z,7\n4,w,8\n")
        let report = try bench.load(table: "odd \"t")
        #expect(report.way == "swap", "\(report.notes)")
        let after = try Self.facts(bench.schema, hand)
        for (one, other) in zip(before, after) where one != other { Issue.record("\(one)\n\(other)") }
        #expect(before.count == after.count)
        #expect(try bench.texts(number) != old)
        #expect(try bench.texts("select string_agg(b, '' order by b) from \(sql: schema).w") == ["wz"])
        #expect(try bench.texts("select n::text from \(sql: schema).counted") == ["2"])
        #expect(try bench.texts("select relname::text from pg_class where relname like 'socle\\_load\\_%'") == [])
    }

    /// All that catalogs keep of the tables and views of a schema, without numbers of objects.
    private static func facts(_ schema: Identifier, _ connection: borrowing Connection) throws -> [String] {
        try connection.query(
            """
            with tables as (
                select pg_class.* from pg_class join pg_namespace on pg_namespace.oid = relnamespace
                where nspname = \(schema) and relkind in ('r', 'v')
            )
            select concat_ws(' ', 'relation', relname, relkind, reloptions, relreplident, pg_get_userbyid(relowner))
            from tables
            union all
            select concat_ws(' ', 'toast', tables.relname, toast.reloptions)
            from tables join pg_class as toast on toast.oid = tables.reltoastrelid
            union all
            select concat_ws(' ', 'view', relname, pg_get_viewdef(oid)) from tables where relkind = 'v'
            union all
            select concat_ws(' ', 'column', relname, attname, format_type(atttypid, atttypmod), attnotnull, attgenerated,
                attstorage, attstattarget, pg_get_expr(adbin, adrelid),
                array(select option from unnest(attoptions) as option where option like 'n_distinct%'))
            from tables join pg_attribute on attrelid = tables.oid
            left join pg_attrdef on adrelid = attrelid and adnum = attnum
            where attnum > 0 and not attisdropped
            union all
            select concat_ws(' ', 'right', relname, attname, pg_get_userbyid(grantee), privilege_type, is_grantable)
            from (
                select relname, null::name as attname, relacl as rights from tables
                union all
                select relname, attname, attacl from tables join pg_attribute on attrelid = tables.oid
            ) as granted
            cross join aclexplode(rights)
            union all
            select concat_ws(' ', 'comment', relname, objsubid, description)
            from tables join pg_description on objoid = tables.oid
            union all
            select concat_ws(' ', 'index', pg_get_indexdef(indexrelid), indisclustered, indisreplident,
                obj_description(indexrelid))
            from tables join pg_index on indrelid = tables.oid
            union all
            select concat_ws(' ', 'constraint', conname, pg_get_constraintdef(pg_constraint.oid),
                obj_description(pg_constraint.oid))
            from tables join pg_constraint on conrelid = tables.oid
            union all
            select concat_ws(' ', 'statistics', pg_get_statisticsobjdef(pg_statistic_ext.oid), stxstattarget)
            from tables join pg_statistic_ext on stxrelid = tables.oid
            order by 1
            """
        ) { row in try row[0] }
    }

    @Test(
        "is filled in place where a swap would lose something",
        arguments: [
            "create materialized view @.m as select a from @.t",
            "alter table @.t add foreign key (a) references @.other (a)",
            "alter table @.t add n integer generated always as identity",
            "create view @.v as select t from @.t as t",
            "create table @.child () inherits (@.t)",
            """
            create trigger keep before update on @.t for each row execute function suppress_redundant_updates_trigger()
            """,
            "alter table @.t enable row level security",
            "create publication @ for table @.t with (publish = 'insert')",
        ])
    func inPlace(_ statement: String) throws {
        let bench = try LoadBench()
        try bench.write("a,b\n1,x\n2,y\n")
        _ = try bench.load(table: "other")
        _ = try bench.load()
        let hand = try bench.database.connect()
        try hand.execute("alter table \(sql: try bench.name("other")) add primary key (a)")
        try hand.execute("\(raw: statement.replacing("@", with: bench.schema.text))")
        let number: SQL = "select \(literal: "\(bench.schema).t")::regclass::oid::text"
        let old = try bench.texts(number)
        try bench.write("a,b\n2,new\n")
        let report = try bench.load { $0.evolution = .evolve }
        #expect(report.way == "in place")
        #expect(try bench.texts(number) == old)
        #expect(try bench.texts("select a || b from \(sql: try bench.name())") == ["2new"])
    }

    @Test("to which others refer is changed row by row, and no row that stays is gone in between")
    func referenced() throws {
        let bench = try LoadBench()
        try bench.write("a,b\n1,x\n2,y\n3,z\n")
        _ = try bench.load()
        let etl = try bench.etl()
        try etl.execute("alter table \(sql: try bench.name()) add primary key (a)")
        try etl.execute(
            """
            create table \(sql: try bench.name("child")) (a bigint references \(sql: try bench.name()) on delete cascade)
            """)
        try etl.execute("insert into \(sql: try bench.name("child")) values (1), (2), (2)")
        try bench.write("a,b\n2,new\n3,z\n4,w\n")
        let report = try bench.load()
        #expect(report.way == "difference")
        #expect(report.insertedRows == 1 && report.updatedRows == 1 && report.deletedRows == 1)
        #expect(try bench.rows() == ["(2,new)", "(3,z)", "(4,w)"])
        #expect(try bench.rows("child") == ["(2)", "(2)"])
    }

    @Test("shows no transaction a part of its rows, however old its snapshot is")
    func oldSnapshot() throws {
        let bench = try LoadBench()
        try bench.write("a,b\n1,x\n")
        _ = try bench.load()
        let reader = try bench.database.connect()
        try reader.execute("begin isolation level repeatable read")
        _ = try reader.query("select 1 from socle.loads")
        try bench.write("a,b\n2,y\n3,z\n")
        let report = try bench.load()
        #expect(report.way == "in place")
        let seen: [String] = try reader.query("select t::text from \(sql: try bench.name()) as t") { row in try row[0] }
        #expect(seen == ["(1,x)"], "what was there when its snapshot was taken")
        try reader.execute("commit")
        #expect(try bench.rows() == ["(2,y)", "(3,z)"])
    }

    @Test("is staged where its owner alone sees it, and no plan takes it for a change by hand")
    func hidden() throws {
        let bench = try LoadBench()
        try bench.write("a,b\n1,x\n")
        _ = try bench.load()
        try bench.write("a,b\n" + (1...60_000).map { "\($0),row \($0)\n" }.joined())
        let hand = try bench.database.connect()
        let installation = bench.database.installation
        let configuration = try TenantConfiguration.sample(bench.tenant, themes: ["economie"], channels: [.metabase])
        var rights: [String] = []
        var sentences: [String]?
        _ = try bench.load(progress: { _ in
            guard rights.isEmpty else { return }
            // A progress report has nobody to fail to; the expectations below see what is missing.
            rights =
                (try? hand.query(
                    """
                    select relname || ' ' || (select count(*) from aclexplode(relacl) where grantee <> relowner)
                    from pg_class where socle.is_staging(relname)
                    """
                ) { row in try row[0] }) ?? []
            sentences = try? installation.plan(configuration).changes.map(\.sentence)
        })
        #expect(rights.count == 1 && rights.first?.hasSuffix(" 0") == true)
        #expect(sentences == [])
    }
}
