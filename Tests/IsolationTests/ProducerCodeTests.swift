import Postgres
import TestServer
import Testing
import Vocabulary

/// What `HostileProducerTests` shows to be refused, played through to the theft, with and without the guards.
@Suite("What a producer could hide behind a share", .database)
struct ProducerCodeTests {
    @Test("reading a share runs nothing of its producer's; without the guards it would hand over the reader's rows")
    func hiddenCode() throws {
        let neighbours = try Neighbours()
        #expect(try Self.steal(neighbours) == [])
        let base = try neighbours.world.database.connect()
        let openings: [SQL] = [
            "alter event trigger socle_refuse_code disable", "alter event trigger socle_refuse_strangers disable",
            "alter event trigger socle_refuse_excess disable", "grant usage on language sql, plpgsql to public",
        ]
        for opening in openings { try base.execute(opening) }
        #expect(try Set(Self.steal(neighbours)) == [neighbours.word(of: neighbours.world.taker)])
    }

    /// Lets the producer make a view of its table, the consumer read the share, and gives what reached the producer.
    private static func steal(_ neighbours: Neighbours) throws -> [String] {
        let (giver, taker) = (neighbours.world.giver, neighbours.world.taker)
        let data = SQL(raw: "\(giver)_data")
        let table = SQL(raw: "\(neighbours.world.schema).equipements")
        let etl = try neighbours.connect("etl", of: giver)
        let attempts: [SQL] = [
            "create table if not exists \(sql: data).loot (word text)",
            "grant usage on schema \(sql: data) to public",
            "grant insert on \(sql: data).loot to public",
            """
            create or replace function \(sql: data).seen() returns text language plpgsql as $$
            begin
                insert into \(sql: data).loot select name from \(raw: "\(taker)_data.places");
                return '35';
            exception
                when insufficient_privilege then return '35';
            end $$
            """,
            "grant execute on function \(sql: data).seen() to public",
            "truncate \(sql: table)",
            """
            create rule "_RETURN" as on select to \(sql: table) do instead
            select 1::bigint as id, ''::text as nom, \(sql: data).seen() as departement,
                ''::varchar(20) as telephone, null::date as ouverture, 1::numeric(10,2) as prix
            """,
        ]
        for attempt in attempts { _ = try refusal(of: attempt, etl) }
        let share = neighbours.shareView
        let reader = try neighbours.connect("app", of: taker)
        _ = try refusal(of: "select * from \(identifier: share.schema, share.name)", reader)
        return try etl.query("select word from \(sql: data).loot") { row in try row[0] }
    }

    @Test("what a tenant's own roles need is still given")
    func ownRoles() throws {
        let neighbours = try Neighbours()
        let giver = neighbours.world.giver
        let etl = try neighbours.connect("etl", of: giver)
        let own: [SQL] = [
            "grant select (name) on \(raw: "\(giver)_data.places") to \(raw: "\(giver)_metabase")",
            "grant select, delete on \(raw: "\(giver)_data.places") to \(raw: "\(giver)_read, \(giver)_app")",
            "alter default privileges grant select on tables to \(raw: "\(giver)_read")",
            "create view \(raw: "\(giver)_analytics").v as select name from \(raw: "\(giver)_data.places")",
            "revoke all on \(raw: "\(giver)_data.places") from \(raw: "\(giver)_app")",
        ]
        for statement in own { #expect(try refusal(of: statement, etl) == nil, "\(statement)") }
    }

    @Test("a tenant's own loads are no window on others', not even for a check that fails on what it sees")
    func ownLoads() throws {
        let neighbours = try Neighbours()
        let (giver, taker) = (neighbours.world.giver, neighbours.world.taker)
        let base = try neighbours.world.database.connect()
        let etl = try neighbours.connect("etl", of: giver)
        // What PostgreSQL takes to cost nothing it would ask first, if it were free to choose.
        try etl.execute(
            """
            create domain \(raw: "\(giver)_data.guess") as text
            check (value not like \(literal: neighbours.word(of: taker) + "%"))
            """)
        // Nor by these would the join that leaves only own rows come before.
        for method: SQL in ["nestloop", "indexscan", "bitmapscan"] {
            try etl.execute("set enable_\(sql: method) = off")
        }
        for (view, column) in [("own_loads", "source"), ("own_rejects", "raw_line")] {
            let look: SQL = """
                select from socle.\(raw: view)
                where \(raw: column)::\(raw: "\(giver)_data.guess") is not null
                """
            #expect(try refusal(of: look, etl) == nil)
            try base.execute("alter view socle.\(raw: view) reset (security_barrier)")
            #expect(try refusal(of: look, etl) == .checkViolation, "the test must see a barrier that is gone")
        }
    }
}
