import Postgres
import TestServer
import Testing
import Vocabulary

/// What docs/isolation.md says that tenants of one database know of each other; more would be news.
@Suite("What neighbours know of each other", .database)
struct KnownNameTests {
    @Test("of another's session: database, login, number, name of the program, and never a statement")
    func sessions() throws {
        let neighbours = try Neighbours()
        let (giver, taker) = (neighbours.world.giver, neighbours.world.taker)
        let session = try neighbours.connect("app", of: giver)
        try session.execute("set application_name = 'the program'")
        _ = try texts("select \(literal: neighbours.word(of: giver))", session)
        let process = Int(session.processIdentifier)
        for purpose in ["etl", "app", "metabase"] {
            let reader = try neighbours.connect(purpose, of: taker)
            let known = try texts(
                """
                select key || '=' || value from pg_stat_activity
                cross join jsonb_each_text(to_jsonb(pg_stat_activity) - '{pid,datid,usesysid}'::text[])
                where pid = \(process) and value is not null
                order by key
                """, reader)
            #expect(
                known.map { $0[0] } == [
                    "application_name=the program", "datname=\(neighbours.world.database.name)",
                    "query=<insufficient privilege>", "usename=\(giver)_app",
                ], "\(purpose)")
        }
        // Its own tenant's provisioner sees it, so that there was something to hide.
        let seen = try texts(
            "select strpos(query, \(neighbours.word(of: giver))) > 0 from pg_stat_activity where pid = \(process)",
            neighbours.world.database.connect())
        #expect(seen == [["t"]])
    }

    @Test(
        "of another's tables: names, columns, comments, texts of views, counts and sizes, and no statistics of values")
    func tables() throws {
        let neighbours = try Neighbours()
        let (giver, taker) = (neighbours.world.giver, neighbours.world.taker)
        let reader = try neighbours.connect("metabase", of: taker)
        let facts = try texts(
            """
            select relname, reltuples::int, pg_relation_size(pg_class.oid) > 0,
                (
                    select string_agg(attname, ' ' order by attnum) from pg_attribute
                    where attrelid = pg_class.oid and attnum > 0
                ),
                pg_stat_get_live_tuples(pg_class.oid) > 0
            from pg_class join pg_namespace on pg_namespace.oid = relnamespace
            where nspname = \("\(giver)_data") and relname = 'places'
            """, reader)
        #expect(facts == [["places", "20", "t", "id name place", "t"]])
        #expect(
            try texts(
                "select count(*) from pg_stats where schemaname = \("\(giver)_data")", reader) == [["0"]])
        let views = try texts(
            """
            select strpos(definition, 'departement') > 0 from pg_views
            where schemaname = \(neighbours.shareView.schema) and viewname = \(neighbours.shareView.name)
            """, reader)
        #expect(views == [["t"]])
    }
}
