import Postgres
import TestServer
import Testing
import Vocabulary

@Suite("The runtime", .database)
struct RuntimeIsolationTests {
    @Test("the runtime has no right on what is a tenant's, and a read that is given by hand is seen")
    func tenants() throws {
        let neighbours = try Neighbours()
        let base = try neighbours.world.database.connect()
        let schemas = try neighbours.tenants.flatMap { tenant in
            try neighbours.schemas(of: tenant, base).filter { $0 != "socle" && $0 != "mesh" }
        }
        let trial = try Trial.asking(of: ["socle_runtime"], in: schemas, base)
        #expect(trial.open == [] && trial.count > 100)
        print("isolation: \(trial.count) rights of the runtime on tenants' objects, none open")

        let session = try neighbours.world.database.connect()
        try session.execute("set session authorization socle_runtime")
        let table = SQL(raw: "\(neighbours.world.giver)_data.places")
        for statement: SQL in [
            "select from \(sql: table)", "set role \(raw: "\(neighbours.world.giver)_read")",
            "set role \(raw: "\(neighbours.world.giver)_etl")", "create role more", "create table socle.more ()",
            "create schema more", "create temporary table more ()",
        ] {
            #expect(try refusal(of: statement, session) == .insufficientPrivilege, "\(statement)")
        }
        try base.execute("grant \(raw: "\(neighbours.world.giver)_read") to socle_runtime")
        let broken = try Trial.asking(of: ["socle_runtime"], in: schemas, base)
        // The role is shared by the cluster, so that this is taken back before anything is expected.
        try base.execute("revoke \(raw: "\(neighbours.world.giver)_read") from socle_runtime")
        #expect(broken.open.contains("socle_runtime: \(table.text) SELECT"))
    }

    @Test("of the platform's own the runtime reads, and writes what the relay and the mesh need")
    func platform() throws {
        let base = try TestDatabase.current.connect()
        let open = try Trial.asking(of: ["socle_runtime"], in: ["socle", "mesh", "catalogue"], base).open
        let writes = open.filter { right in
            !right.hasSuffix(" SELECT") && !right.hasSuffix(" USAGE") && !right.hasSuffix(" EXECUTE")
        }
        let kept = [
            "domains", "domain_units", "projects", "glossaries", "glossary_terms", "assets", "asset_columns",
            "asset_filters", "listings", "inbox",
        ]
        let wanted =
            kept.flatMap { ["mesh.\($0) INSERT", "mesh.\($0) UPDATE"] }
            + ["asset_terms", "asset_column_terms"].flatMap { ["mesh.\($0) INSERT", "mesh.\($0) DELETE"] }
            + ["mesh.subscription_requests INSERT", "socle.outbox UPDATE"]
        #expect(Set(writes.map { $0.replacing("socle_runtime: ", with: "") }) == Set(wanted))
        let columns = try texts(
            """
            select string_agg(column_name, ' ' order by column_name) from information_schema.column_privileges
            where grantee = 'socle_runtime' and privilege_type <> 'SELECT'
                and table_name in ('outbox', 'subscription_requests')
            group by table_name order by table_name
            """, base)
        #expect(columns == [["relayed_at"], ["listing_id project_id reason"]])
        let attributes = try texts(
            """
            select rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls,
                (select count(*) from pg_auth_members where member = pg_roles.oid)
            from pg_roles where rolname = 'socle_runtime'
            """, base)
        #expect(attributes == [["f", "f", "f", "f", "f", "0"]])
    }
}
