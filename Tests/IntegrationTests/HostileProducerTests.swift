import FoundationEssentials
import Mesh
import Postgres
import TestServer
import Testing
import Vocabulary

@Suite("A hostile producer", .database)
struct HostileProducerTests {
    /// What the producer's own login can try while his table is shared; `#` stands for his schema.
    static let attacks = [
        // A policy whose function runs as the reader.
        "alter table #.equipements enable row level security",
        "alter table #.equipements force row level security",
        "create policy p on #.equipements using (true)",
        // One that needs no function of his own.
        "create policy p on #.equipements using (query_to_xml('select 1', true, true, '') is not null)",
        "select pg_notify('x', 'y')", "select query_to_xml('select 1', true, true, '')",
        "select table_to_xml('pg_class', true, true, '')", "select database_to_xml(true, true, '')",
        "select ts_rewrite('a'::tsquery, 'select 1')", "select ts_stat('select 1')",
        // A rule turns an empty table into a view.
        "create rule \"_RETURN\" as on select to #.empty do instead select 1 as id",
        "create rule r as on insert to #.equipements do also select 1",
        // Functions for an index, a default, a check, an operator or a trigger.
        "create function #.evil(int) returns int immutable language sql as 'select 1'",
        "create function #.evil(int) returns int immutable language plpgsql as 'begin return 1; end'",
        "create procedure #.evil() language sql as 'select 1'", "do $$ begin null; end $$",
        "create aggregate #.evil(int) (sfunc = int4pl, stype = int)",
        "create operator #.=== (leftarg = int, rightarg = int, function = int4eq)",
        "create cast (#.pair as text) with inout",
        """
        create trigger t before update on #.equipements
        for each row execute function suppress_redundant_updates_trigger()
        """,
    ]

    @Test("can attach no code to a table, by any way that was found", arguments: [false, true])
    func refused(asOwner: Bool) throws {
        let world = try MeshWorld()
        let base = try world.database.connect()
        let result = try world.share(base)
        let etl = try Connection(to: world.login("etl", of: world.giver))
        if asOwner { try etl.execute("set role \(identifier: TenantNames(world.giver).owner)") }
        try etl.execute("create table \(raw: world.schema).empty (id int)")
        try etl.execute("create type \(raw: world.schema).pair as (a int, b int)")
        for attack in Self.attacks {
            let statement = SQL(raw: attack.replacing("#", with: world.schema))
            #expect(try refusal(of: statement, etl) == .insufficientPrivilege, "\(attack)")
        }
        let reader = try Connection(to: world.login("app", of: world.taker))
        #expect(
            try texts("select count(*) from \(identifier: result.schema, result.view)", reader) == [["2"]])
    }

    @Test("keeps what an owner needs: columns, indexes, checks, views, domains")
    func allowed() throws {
        let world = try MeshWorld()
        let etl = try Connection(to: world.login("etl", of: world.giver))
        for statement in [
            "alter table #.equipements add column note text default lower('A') check (length(note) < 9)",
            "create index on #.equipements (lower(nom))",
            "create index on #.equipements using gin (nom public.gin_trgm_ops)",
            "create view #.vue as select nom from #.equipements",
            "create domain #.code as text check (length(value) < 9)", "analyze #.equipements",
            "alter table #.equipements rename column note to remarque",
        ] { try etl.execute(SQL(raw: statement.replacing("#", with: world.schema))) }
        let base = try world.database.connect()
        #expect(try texts("select * from socle.attached_code(\(world.schema), 'equipements')", base) == [])
        _ = try world.share(base)
        #expect(try SubscriptionOverview.list(in: base).first?.grantStatus == "GRANTED")
    }

    /// What a superuser can do to a table on purpose, and the words for it.
    static let breakages: [(String, String)] = [
        ("alter table #.equipements enable row level security", "row security"),
        ("create policy p on #.equipements using (true)", "policy p"),
        ("create rule r as on insert to #.equipements do also select 1", "rule r"),
        (
            """
            create trigger t before update on #.equipements
            for each row execute function suppress_redundant_updates_trigger()
            """, "trigger t"
        ),
        ("create index on #.equipements (#.evil(id))", "function #.evil(bigint)"),
        ("create index on #.equipements (id) where #.evil(id) > 1", "function #.evil(bigint)"),
        ("alter table #.equipements alter column id set default #.evil(1)", "function #.evil(bigint)"),
        ("alter table #.equipements add check (#.evil(id) > 0)", "function #.evil(bigint)"),
        ("create statistics #.s on (#.evil(id)), nom from #.equipements", "function #.evil(bigint)"),
        (
            """
            create table #.part () inherits (#.equipements);
            create index on #.part (#.evil(id))
            """, "function #.evil(bigint)"
        ),
    ]

    @Test("whose table carries code all the same gets no approval, no repetition and no proof")
    func seen() throws {
        let world = try MeshWorld()
        let base = try world.database.connect()
        try base.execute(
            """
            create function \(raw: world.schema).evil(bigint) returns bigint immutable language sql
            as 'select $1'
            """)
        let requestID = try world.ask(base).requestID
        let approval = Approval(requestID: requestID, filters: ["ille-et-vilaine", "masques"])
        for isShared in [false, true] {
            if isShared { _ = try world.share(base) }
            for (breakage, words) in Self.breakages {
                let words = words.replacing("#", with: world.schema)
                try? base.transaction { base in
                    try base.executeScript(breakage.replacing("#", with: world.schema))
                    let failure = #expect(throws: MeshFailure.self) { _ = try approval.carryOut(in: base) }
                    #expect(
                        failure == .attachedCode(table: "\(world.schema).equipements", [words]), "\(breakage)")
                    throw TestFailure("undo")
                }
            }
        }
        try base.execute("alter table \(raw: world.schema).equipements enable row level security")
        let app = try world.login("app", of: world.taker)
        guard case .failed(let reason) = try GrantProof.run(requestID, as: app, in: base) else {
            Issue.record("a table with row security was proved")
            return
        }
        #expect(reason.contains("row security"))
        #expect(try SubscriptionOverview.list(in: base).first?.grantStatus == "GRANT_FAILED")
    }

    @Test("who holds his table locked is refused the approval, and nobody waits without end")
    func locked() throws {
        let world = try MeshWorld()
        let base = try world.database.connect()
        let requestID = try world.ask(base).requestID
        let etl = try Connection(to: world.login("etl", of: world.giver))
        try etl.execute("begin")
        try etl.execute("lock table \(raw: world.schema).equipements")
        #expect(
            try code { _ = try Approval(requestID: requestID).carryOut(in: base) } == .lockNotAvailable)
        try etl.execute("rollback")
        #expect(!(try Approval(requestID: requestID).carryOut(in: base).changes.isEmpty))
    }

    private func code(_ body: () throws -> Void) throws -> SQLState? {
        do { try body() } catch let failure as ServerFailure { return failure.sqlState }
        return nil
    }

    @Test("a null in place of a domain runs no check of the domain")
    func domain() throws {
        let world = try MeshWorld()
        let base = try world.database.connect()
        let etl = try Connection(to: world.login("etl", of: world.giver))
        try etl.execute(
            "create domain \(raw: world.schema).prix as numeric(10,2) check (value is not null)")
        try etl.execute(
            """
            alter table \(raw: world.schema).equipements alter column prix type \(raw: world.schema).prix
            using coalesce(prix, 0)
            """)
        let requestID = try world.ask(base).requestID
        let result = try Approval(requestID: requestID, filters: ["masques"]).carryOut(in: base)
        #expect(
            try GrantProof.run(requestID, as: world.login("app", of: world.taker), in: base) == .granted)
        let type = try texts(
            """
            select format_type(atttypid, atttypmod) from pg_attribute join pg_class on pg_class.oid = attrelid
            where relname = \(result.view) and attname = 'prix'
            """, base)
        #expect(type == [["numeric(10,2)"]])
    }
}
