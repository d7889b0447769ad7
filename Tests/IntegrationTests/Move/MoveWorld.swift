import Audit
import Backup
import FoundationEssentials
import Glibc
import Journal
import Operations
import Postgres
import Settings
import TestServer
import Testing
import Vocabulary

@testable import Tenancy

/// A declared tenant with objects of every kind, which moves between places.
struct MoveWorld {
    let database: TestDatabase
    /// The installation root, with a file for the tenant.
    let root: String
    let installation: Installation
    let tenant: TenantIdentifier

    var schema: String { "\(tenant)_economie" }
    var file: String { "\(root)/tenants/development/\(tenant).yml" }

    static func lend<Value>(rows: Int = 200, tier: String = "standard", _ body: (MoveWorld) throws -> Value) throws
        -> Value
    {
        try InstallationFolder.lend { root in try body(MoveWorld(root: root, rows: rows, tier: tier)) }
    }

    init(root: String, rows: Int, tier: String, placement: Placement = .schema) throws {
        database = TestDatabase.current
        self.root = root
        let settings = database.installation.settings
        installation = Installation(
            settings: Settings(
                root: InstallationRoot(path: root, origin: .checkout), environment: .development,
                values: settings.values))
        tenant = try database.newTenant()
        let declaration = """
            # Of \(tenant), by hand.
            tenant_info:
              tenant_id: \(tenant)
              tenant_name: "Ville d'Œ"
              tenant_type: \(tier)   # the level
              region: france
              contact:
                name: Zoé
                email: zoe@example.org
            themes: [economie]
            channels: [metabase]
            placement: \(placement.rawValue)

            """
        try Data(declaration.utf8).write(to: URL(filePath: "\(root)/tenants/development/\(tenant).yml"))
        _ = try installation.apply(configuration)
        let etl = try login("etl")
        for statement in try OddObjects.statements(schema: SQL(raw: schema), rows: rows) { try etl.execute(statement) }
        try etl.execute("create table \(raw: schema).equipements (id bigint, nom text)")
        let load: UUID? = try etl.first("select socle.begin_load(\(schema), 'equipements', 'test.csv', 'replace')") {
            try $0[0]
        }
        try etl.execute("select socle.describe_load(\(orNull: load), sha256('test'), 4, '{}')")
        try etl.execute(
            """
            select socle.record_rejects(
                \(orNull: load),
                '[{"line_number": 3, "byte_offset": 9, "column_name": "id", "raw_value": "x", "reason": "no number", "raw_line": "x;y"}]'::jsonb)
            """)
        try etl.execute(
            """
            select socle.finish_load(\(orNull: load), 4, 3, 1, 0, '[{"name": "id", "type": "bigint", "label": "Id", "ordinal": 1},
                {"name": "nom", "type": "text", "label": "Nom", "ordinal": 2}]'::jsonb)
            """)
        _ = try installation.enable(installation.channel(.metabase, of: tenant), isApplied: true)
    }

    var configuration: TenantConfiguration {
        get throws { try installation.tenantFolder.configuration(of: tenant) }
    }

    var registered: RegisteredTenant {
        get throws { try RegisteredTenant.find(tenant, in: database.connect()) }
    }

    func login(_ purpose: String) throws -> Connection {
        try Connection(to: installation.parameters(forLogin: Identifier("\(tenant)_\(purpose)"), of: tenant))
    }

    func provisioner() throws -> Connection { try installation.connectProvisioner(to: registered.place) }

    func move(to placement: Placement) throws -> Operation {
        try installation.moveTenant(tenant, tier: nil, placement: placement, server: nil) { _ in }
    }

    // MARK: What a tenant is

    /// Everything that a move must leave as it is, as texts that can be compared.
    func portrait() throws -> [String: [String]] {
        let data = try provisioner()
        try data.writeValuesPlainly()
        let schemas = ["\(tenant)_analytics", "\(tenant)_data", schema]
        let own: SQL = "nspname::text = any(\(schemas)::text[])"
        var found: [String: [String]] = [:]
        func keep(_ name: String, _ sql: SQL) throws {
            found[name] = try texts(sql, data).map { row in row.map { $0 ?? "∅" }.joined(separator: "|") }
        }
        for table in try CopiedTable.list(in: schemas.map { try Identifier($0) }, data) {
            let content = try TableContent.read(table, from: data)
            found["rows of \(table.description)"] = ["\(content.rows) \(content.sum)"]
        }
        try keep(
            "relations",
            """
            select nspname, relname, relkind, relpersistence, relispopulated, pg_get_userbyid(relowner),
                array(select format('%s=%s', grantee::regrole, privilege_type) from aclexplode(relacl) order by 1),
                obj_description(pg_class.oid, 'pg_class'), pg_get_expr(relpartbound, pg_class.oid)
            from pg_class join pg_namespace on pg_namespace.oid = relnamespace where \(sql: own) order by 1, 2
            """)
        try keep(
            "columns",
            """
            select nspname, relname, attname, format_type(atttypid, atttypmod), attnotnull, attidentity, attgenerated,
                pg_get_expr(adbin, adrelid), col_description(attrelid, attnum)
            from pg_attribute join pg_class on pg_class.oid = attrelid
            join pg_namespace on pg_namespace.oid = relnamespace
            left join pg_attrdef on (adrelid, adnum) = (attrelid, attnum)
            where attnum > 0 and not attisdropped and relkind in ('r', 'p', 'v', 'm') and \(sql: own)
            order by 1, 2, attnum
            """)
        try keep(
            "constraints",
            """
            select nspname, conrelid::regclass, contypid::regtype, conname, pg_get_constraintdef(pg_constraint.oid),
                convalidated
            from pg_constraint join pg_namespace on pg_namespace.oid = connamespace where \(sql: own)
            order by 1, conrelid::regclass::text, contypid::regtype::text, 4
            """)
        try keep(
            "indexes",
            """
            select indexdef from pg_indexes where schemaname = any(\(schemas)::text[]) order by 1
            """)
        try keep(
            "views",
            """
            select viewname, definition from pg_views where schemaname = any(\(schemas)::text[])
            union all select matviewname, definition from pg_matviews where schemaname = any(\(schemas)::text[])
            order by 1
            """)
        try keep(
            "sequences",
            """
            select sequencename, start_value, increment_by, max_value, cycle, last_value
            from pg_sequences where schemaname = any(\(schemas)::text[]) order by 1
            """)
        try keep(
            "types",
            """
            select typname, typtype, array(select enumlabel::text from pg_enum where enumtypid = pg_type.oid order by enumsortorder)
            from pg_type join pg_namespace on pg_namespace.oid = typnamespace
            where typtype in ('e', 'd', 'c') and \(sql: own) order by 1
            """)
        try keep(
            "loads",
            """
            select load_id, schema_name, table_name, state, rows_loaded, started_at, started_by,
                (select count(*) from socle.rejects where rejects.load_id = loads.load_id)
            from socle.loads join socle.datasets using (dataset_id) join socle.tenants on tenants.tenant_id = loads.tenant_id
            where identifier = \(tenant) order by 1
            """)
        try keep(
            "outbox",
            """
            select event_id, kind, payload, occurred_at from socle.outbox join socle.tenants using (tenant_id)
            where identifier = \(tenant) order by 1
            """)
        try keep(
            "channel",
            """
            select viewname, definition from pg_views where schemaname = \("\(tenant)_metabase") order by 1
            """)
        let summary = SQL(raw: "select humeur::text, nombre::text from \(schema).resume order by 1")
        found["summary"] = try texts(summary, login("app")).map { "\($0)" }
        return found
    }

    /// Compares two portraits and names what differs.
    static func expectSame(_ before: [String: [String]], _ after: [String: [String]], _ comment: String) {
        for name in Set(before.keys).union(after.keys).sorted() where before[name] != after[name] {
            let left = before[name] ?? []
            let right = after[name] ?? []
            let lost = left.filter { !right.contains($0) }.prefix(4)
            let new = right.filter { !left.contains($0) }.prefix(4)
            Issue.record("\(comment): \(name): lost \(Array(lost)), new \(Array(new))")
        }
    }

    /// Everything that must hold wherever the tenant lies.
    func expectWhole(_ comment: String) throws {
        #expect(try installation.plan(configuration).isEmpty, "\(comment)")
        let verdict = try installation.verifyAudit(.tenant(tenant), anchorFiles: [], publicKeyFiles: [])
        #expect(verdict.isSound, "\(comment): \(verdict)")
        for purpose in ["admin", "app", "etl", "metabase"] { _ = try login(purpose) }
    }
}
