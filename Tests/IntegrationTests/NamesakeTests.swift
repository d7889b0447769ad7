import FoundationEssentials
import Operations
import Postgres
import Settings
import Tenancy
import TestServer
import Testing
import Vocabulary

/// What bears a tenant's name and is not the tenant's, and what somebody made beside a tenant's schemas.
@Suite("Objects beside a tenant's own", .database)
struct NamesakeTests {
    private let database = TestDatabase.current
    private var installation: Installation { database.installation }

    private func findings(_ tenants: [TenantIdentifier]? = nil) throws -> [String] {
        try installation.drift(of: tenants, isDeep: false).flatMap { drift in
            drift.findings.map { "\(drift.tenant): \($0.object) \($0.field) \($0.found)" }
        }
    }

    @Test("schemas and roles that are named after a tenant are told of the tenant whose name fits longest")
    func longestName() throws {
        let tenant = try database.makeTenant()
        let district = try TenantIdentifier("\(tenant)_eau")
        _ = try installation.apply(.sample(district))
        let hand = try database.connect()
        try #expect(findings() == [])
        let hostile = "\(tenant)_it's \"a\"\n\\ $1 ; drop role é"
        let names = [
            "\(tenant)_old", hostile, "\(district)_old", "\(tenant)_eaux_old", "\(tenant)old", "\(tenant)",
            "\(tenant)_",
        ]
        for name in try names.map({ try Identifier($0) }) {
            try hand.execute("create schema \(identifier: name)")
            try hand.execute("create role \(identifier: name)")
        }
        func told(of tenant: TenantIdentifier, _ names: [String]) -> [String] {
            ["role", "schema"].flatMap { kind in
                names.map { "\(kind) \(quoted($0))" }.sorted().map { "\(tenant): \($0) existence made by hand" }
            }
        }
        let ofTenant = told(of: tenant, ["\(tenant)_old", hostile, "\(tenant)_eaux_old", "\(tenant)_"])
        let ofDistrict = told(of: district, ["\(district)_old"])
        try #expect(findings() == ofTenant + ofDistrict)
        // Whoever asks about one is told of that one alone, by the same rule.
        try #expect(findings([tenant]) == ofTenant)
        try #expect(findings([district]) == ofDistrict)
        // What is kept until an operation ends is that operation's.
        try hand.execute(
            """
            insert into socle.operations (kind, tenant_id, arguments, state, holder)
            select 'tenant.move', tenant_id, '{}', 'waiting', 'a test' from socle.registry where identifier = \(tenant)
            """)
        try #expect(findings() == ofDistrict)
        for name in try names.map({ try Identifier($0) }) {
            try hand.execute("drop schema \(identifier: name)")
            try hand.execute("drop role \(identifier: name)")
        }
        try #expect(findings() == [])
        let named = ofTenant.count + ofDistrict.count
        print("namesakes: \(named) of \(2 * names.count) schemas and roles are a tenant's by name")
    }

    @Test("of a tenant with a database of its own, what bears its name in the base is told with the place")
    func inTheBase() throws {
        let tenant = try database.newTenant()
        _ = try installation.apply(.sample(tenant, tier: .standard, placement: .database))
        try #expect(findings() == [])
        let hand = try database.connect()
        try hand.execute("create schema \(identifier: TenantNames(tenant).dataSchema)")
        try #expect(findings() == ["\(tenant): schema '\(tenant)_data' in the base existence made by hand"])
    }

    @Test(
        "what somebody made beside the schemas of a tenant in its own database is told, and nothing of the platform's")
    func ownDatabase() throws {
        let tenant = try database.newTenant()
        let names = TenantNames(tenant)
        _ = try installation.apply(.sample(tenant, tier: .standard, placement: .database))
        let hand = try installation.connectProvisioner(to: names.database)
        let made: [(object: String, remedy: String, statement: SQL)] = [
            (
                "schema 'archive'", "drop it, or move what it holds into the schema of a declared theme",
                "create schema archive"
            ),
            (
                "table 'public.notes'", "drop it, or move it into one of the tenant's schemas",
                "create table public.notes (id serial primary key, text text default '')"
            ),
            (
                "view 'public.shown'", "drop it, or move it into one of the tenant's schemas",
                "create view public.shown as select id from public.notes"
            ),
            ("extension 'citext'", "drop it where nobody needs it", "create extension citext schema public"),
            ("type 'public.mood'", "drop it where nobody needs it", "create type public.mood as enum ('fine')"),
            (
                "function 'public.first(integer)'", "drop it where nobody needs it",
                "create function public.first(integer) returns integer language sql as 'select $1'"
            ),
            (
                "publication 'everything'", "drop it where nobody needs it",
                "create publication everything for all tables"
            ),
            ("publication 'nothing'", "drop it where nobody needs it", "create publication nothing"),
            (
                "subscription 'elsewhere'", "drop it where nobody needs it",
                "create subscription elsewhere connection 'dbname=x' publication x with (connect = false)"
            ),
        ]
        for (_, _, statement) in made { try hand.execute(statement) }
        // What lies in a schema that is named once is not named again, and an extension brings its own.
        try hand.execute("create table archive.kept ()")
        let found = try installation.drift(of: [tenant], isDeep: false).flatMap(\.findings)
        #expect(
            Set(found.map { "\($0.object): \($0.remedy)" }) == Set(made.map { "\($0.object): \($0.remedy)" }),
            "\(found)")
        #expect(found.count == made.count && found.allSatisfy(\.isHandmade))
        try hand.execute("alter subscription elsewhere set (slot_name = none)")
        try hand.execute("drop subscription elsewhere")
        print("objects beside a tenant's own: \(made.count) kinds named")
    }

    @Test("who publishes a tenant's tables in the base is told, and whose sessions somebody limits there")
    func base() throws {
        let tenant = try database.makeTenant()
        let other = try database.makeTenant()
        let hand = try database.connect()
        let etl = try Connection(to: installation.parameters(forLogin: TenantNames(tenant).etlLogin, of: tenant))
        let table: SQL = "\(identifier: TenantNames(tenant).dataSchema).facts"
        try etl.execute("create table \(sql: table) (id integer)")
        try #expect(findings([tenant, other]) == [])
        try hand.execute("create publication rows for table \(sql: table)")
        try hand.execute("create publication spaces for tables in schema \(identifier: TenantNames(other).dataSchema)")
        try hand.execute("create publication platform for table socle.migrations")
        try #expect(
            findings([tenant, other]) == [
                "\(tenant): publication 'rows' existence made by hand",
                "\(other): publication 'spaces' existence made by hand",
            ])
        for name in ["rows", "spaces", "platform"] { try hand.execute("drop publication \(raw: name)") }
        let name = database.name
        try hand.execute("alter database \(raw: name) connection limit 90")
        let found = try installation.drift(of: [tenant, other], isDeep: false)
        #expect(found.map(\.findings.count) == [1, 0])
        let limit = try #require(found.first?.findings.first)
        #expect(
            limit.object == "database '\(name)'" && limit.field == "connection limit" && limit.found == "90"
                && limit.remedy == "alter database \"\(name)\" connection limit -1" && !limit.isHandmade, "\(limit)")
    }
}
