import Operations
import Postgres
import TestServer
import Testing
import Vocabulary

@testable import Tenancy

@Suite("Out of one's role", .database)
struct EscapeTests {
    @Test("no login gets out of its role, and none of its attempts changes anything")
    func refused() throws {
        let neighbours = try Neighbours()
        let base = try neighbours.world.database.connect()
        let before = try Self.fingerprint(base)
        for tenant in neighbours.tenants {
            for purpose in ["etl", "app", "metabase"] {
                let session = try neighbours.connect(purpose, of: tenant)
                // A channel's sessions are read-only unless they say otherwise.
                try session.execute("set default_transaction_read_only = off")
                for guise: SQL in ["reset role", "set role none"] {
                    try session.execute(guise)
                    let ways = escapes + (purpose == "etl" ? waysToOpenOwnData : [])
                    let open = try Self.open(ways, to: tenant, neighbours, session)
                    #expect(open == [], "\(tenant)_\(purpose)")
                }
                // These succeed as far as the session owns something, which for a group is nothing.
                for group in ["socle_etl", "socle_reader", "\(neighbours.world.database.name)_connect"] {
                    _ = try refusal(of: "drop owned by \(identifier: Identifier(group))", session)
                }
            }
        }
        #expect(try Self.fingerprint(base) == before)
        print(
            """
            isolation: \(escapes.count) ways out of a role tried by 6 logins, \(waysToOpenOwnData.count) ways to open \
            own data tried by 2, each in 2 guises, all refused
            """)
    }

    @Test("a way out that is opened on purpose is found, and the fingerprint sees what it changed")
    func opened() throws {
        let neighbours = try Neighbours()
        let giver = neighbours.world.giver
        let base = try neighbours.world.database.connect()
        let session = try neighbours.connect("etl", of: giver)
        let before = try Self.fingerprint(base)
        let database = Identifier(derived: neighbours.world.database.name)
        let openings: [(SQL, [String])] = [
            ("grant temporary on database \(identifier: database) to public", ["create temporary table more ()"]),
            ("grant execute on function pg_advisory_lock(bigint) to public", ["select pg_advisory_lock(1)"]),
            ("grant execute on function lo_create(oid) to public", ["select lo_create(0)"]),
            ("grant create on schema public to public", ["create table public.more ()"]),
            ("alter event trigger socle_refuse_strangers disable", ["grant usage on schema @_data to public"]),
            ("alter event trigger socle_refuse_code disable", ["create policy more on @_data.places using (true)"]),
        ]
        for (opening, ways) in openings {
            #expect(try Self.open(ways, to: giver, neighbours, session) == [])
            try base.execute(opening)
            #expect(try Self.fingerprint(base) != before, "\(opening)")
            #expect(try Self.open(ways, to: giver, neighbours, session) == ways, "\(opening)")
        }
    }

    @Test("a session that takes its role off has no more than with it")
    func withoutRole() throws {
        let neighbours = try Neighbours()
        let (giver, taker) = (neighbours.world.giver, neighbours.world.taker)
        let base = try neighbours.world.database.connect()
        let schemas = try neighbours.schemas(of: taker, base)
        let inRole = try Trial.asking(of: ["\(giver)_owner"], in: schemas, base).open
        let without = try Trial.asking(of: ["\(giver)_etl"], in: schemas, base).open
        #expect(Set(inRole.map { $0.replacing("_owner:", with: "_etl:") }) == without)
        let session = try neighbours.connect("etl", of: giver)
        for guise: SQL in ["set role none", "reset role", "set role \(raw: "\(giver)_owner")", "set role socle_etl"] {
            try session.execute(guise)
            // Whatever the role, the functions of the platform ask for the login.
            #expect(
                try texts("select socle.session_tenant() = (select socle.session_tenant())", session) == [["t"]])
            #expect(
                try refusal(of: "select socle.begin_load(\("\(taker)_data"), 't', 's', 'append')", session)
                    == .insufficientPrivilege)
        }
    }

    @Test("what a login can change of itself is seen by the next plan, and mended")
    func ownPassword() throws {
        let database = TestDatabase.current
        let tenant = try database.newTenant()
        let wanted = try TenantConfiguration.sample(tenant, connections: 20)
        _ = try database.installation.apply(wanted)
        let login = try Identifier("\(tenant)_metabase")
        let session = try Connection(to: database.installation.parameters(forLogin: login, of: tenant))
        try session.execute("set default_transaction_read_only = off")
        try session.execute("alter role \(identifier: login) password 'own'")
        try session.execute("alter role \(identifier: login) set default_transaction_read_only = off")
        try session.execute(
            "alter role \(identifier: login) in database \(identifier: Identifier(database.name)) set statement_timeout = 0"
        )
        #expect(
            try database.installation.plan(wanted).changes.map(\.sentence) == [
                "set default_transaction_read_only of login '\(login)'",
                "reset what is set for '\(login)' in database '\(database.name)'",
                "replace the password of login '\(login)'",
            ])
        _ = try database.installation.apply(wanted)
        #expect(try database.installation.plan(wanted).isEmpty)
        let fresh = try Connection(to: database.installation.parameters(forLogin: login, of: tenant))
        #expect(try texts("show default_transaction_read_only", fresh) == [["on"]])
    }

    /// Those of the statements that are not refused with 42501.
    private static func open(
        _ ways: [String], to tenant: TenantIdentifier, _ neighbours: Neighbours, _ session: borrowing Connection
    ) throws -> [String] {
        let other = neighbours.other(than: tenant)
        return try ways.filter { way in
            let statement = way.replacing("@", with: "\(tenant)").replacing("#", with: "\(other)")
                .replacing("%", with: neighbours.world.database.name)
            // A lock is for a transaction; some of the others are for none.
            if way.hasPrefix("lock") { try session.execute("begin") }
            let state = try refusal(of: SQL(raw: statement), session)
            if way.hasPrefix("lock") { try session.execute("rollback") }
            return state != .insufficientPrivilege
        }
    }

    /// Who owns what, who may do what, and who is whose member, in one digest.
    private static func fingerprint(_ base: borrowing Connection) throws -> [[String?]] {
        try texts(
            """
            with facts as (
                select 'relation' as kind, oid::text as name, relowner::text as owner, relacl::text as rights
                from pg_class
                union all select 'schema', oid::text, nspowner::text, nspacl::text from pg_namespace
                union all select 'function', oid::text, proowner::text, proacl::text from pg_proc
                union all select 'column', attrelid || '.' || attnum, '', attacl::text from pg_attribute
                union all select 'defaults', oid::text, defaclrole::text, defaclacl::text from pg_default_acl
                union all select 'event trigger', oid::text, evtowner::text, evtenabled::text from pg_event_trigger
                union all
                select 'database', oid::text, datdba::text, datacl::text from pg_database
                where datname in (current_database(), 'postgres', 'template1')
                union all
                select 'role', rolname, rolpassword, row(
                    rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolreplication, rolbypassrls,
                    rolconnlimit, rolvaliduntil
                )::text
                from pg_authid where rolname like any (select identifier || '%' from socle.tenants)
                    or rolname like 'socle\\_%'
                union all
                select 'member', roleid || ' ' || member, grantor::text, admin_option::text from pg_auth_members
                join pg_authid on pg_authid.oid = member
                where rolname like any (select identifier || '%' from socle.tenants) or rolname like 'socle\\_%'
            )
            select kind, md5(string_agg(facts::text, ' ' order by name)) from facts group by kind order by kind
            """, base)
    }
}
