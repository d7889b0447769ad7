import Postgres
import TestServer
import Testing
import Vocabulary

@Suite("What can be read", .database)
struct ReadableRowTests {
    @Test("in all that a login can read stands no word of another tenant's rows, nor of its sessions")
    func everyRow() throws {
        let neighbours = try Neighbours()
        var looked = 0
        for tenant in neighbours.tenants {
            let foreign = neighbours.other(than: tenant)
            // What a session said last can be seen for as long as it is open.
            let session = try neighbours.connect("admin", of: foreign)
            _ = try texts("select \(literal: neighbours.word(of: foreign))", session)
            for purpose in Neighbours.purposes {
                let reader = try neighbours.connect(purpose, of: tenant)
                let found = try Self.relations(with: neighbours.word(of: foreign), reader)
                #expect(found.with == [], "\(tenant)_\(purpose)")
                looked += found.count
            }
            withExtendedLifetime(session) {}
        }
        print("isolation: 10 logins read \(looked) relations to the last row and met no word of the other tenant")
    }

    @Test("the search finds a word where it stands: in own rows, and in a comment that everyone can read")
    func control() throws {
        let neighbours = try Neighbours()
        let (giver, taker) = (neighbours.world.giver, neighbours.world.taker)
        let word = neighbours.word(of: giver)
        let own = try Self.relations(with: word, neighbours.connect("app", of: giver)).with
        #expect(own == ["pg_catalog.pg_stats"] + ["kept", "names", "places"].map { "\(giver)_data.\($0)" })
        #expect(
            try Self.relations(with: word, neighbours.connect("etl", of: giver)).with.contains("socle.own_rejects"))
        let etl = try neighbours.connect("etl", of: giver)
        try etl.execute("comment on table \(raw: "\(giver)_data.places") is \(literal: word)")
        let foreign = try Self.relations(with: word, neighbours.connect("metabase", of: taker)).with
        #expect(foreign == ["pg_catalog.pg_description"])
    }

    /// Reads every row of every relation that a session may read.
    ///
    /// The views of `information_schema` are left out: they are slow, and made of
    /// relations of `pg_catalog` that are read here too.
    private static func relations(
        with word: String, _ reader: borrowing Connection
    ) throws -> (with: [String], count: Int) {
        let readable = try reader.query(
            """
            select format('%s.%s', nspname, relname), format('%I.%I', nspname, relname)
            from pg_class join pg_namespace on pg_namespace.oid = relnamespace
            where relkind in ('r', 'p', 'v', 'm') and nspname <> 'information_schema'
                and has_schema_privilege(pg_namespace.oid, 'usage') and has_table_privilege(pg_class.oid, 'select')
            order by 1
            """
        ) { row -> (String, String) in (try row[0], try row[1]) }
        let found = try readable.filter { name, quotedName in
            let here: SQL = "select exists (select from \(raw: quotedName) as t where strpos(t::text, \(word)) > 0)"
            do {
                return try reader.first(here) { row in try row[0] } ?? false
            } catch SQLState.insufficientPrivilege {
                // Some views of pg_catalog are open and call functions that are not.
                return false
            }
        }
        return (found.map(\.0), readable.count)
    }
}
