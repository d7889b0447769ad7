import Audit
import Channels
import FoundationEssentials
import Mesh
import Operations
import Postgres
import Settings
import Tenancy
import TestServer
import Testing
import Vault
import Vocabulary

@Suite("Renaming tenants", .database)
struct RenameTests {
    private let database = TestDatabase.current
    private var installation: Installation { database.installation }

    /// Where the old name still stands, beside the chain and the operations, which tell what was.
    private func traces(of name: String, _ base: borrowing Connection) throws -> [String] {
        var found: [String] = []
        let columns = try base.query(
            """
            select attrelid::regclass::text, quote_ident(attname)
            from pg_attribute join pg_class on pg_class.oid = attrelid
            where relkind = 'r' and attnum > 0 and not attisdropped
                and relnamespace in (to_regnamespace('socle'), to_regnamespace('mesh'))
                and atttypid in ('text'::regtype, 'jsonb'::regtype, 'text[]'::regtype)
                and relname !~ '^(audit_|operation|migrations)'
            """
        ) { row in (table: try row[0] as String, column: try row[1] as String) }
        for (table, column) in columns {
            let count = try base.first(
                "select count(*) from \(raw: table) where \(raw: column)::text ~ \("\\m\(name)(_|\\M)")"
            ) { try $0[0] as Int }
            if let count, count > 0 { found.append("\(table).\(column)") }
        }
        found += try base.query(
            """
            select 'role ' || rolname from pg_roles where rolname like \("%\(name)%")
                or shobj_description(oid, 'pg_authid') like \("%\(name)%")
            union all select 'schema ' || nspname from pg_namespace where nspname like \("%\(name)%")
            union all select 'database ' || datname from pg_database where datname like \("%\(name)%")
            union all select 'setting ' || setconfig::text from pg_db_role_setting where setconfig::text like \("%\(name)%")
            """
        ) { row -> String in try row[0] }
        return found.sorted()
    }

    @Test("everything bears the new name, nothing else changes, and shares and channels go on in both directions")
    func renamed() throws {
        let world = try MeshWorld()
        let base = try database.connect()
        let tenantID = try RegisteredTenant.find(world.giver, in: base).tenantID
        _ = try world.share(base)
        for tenant in [world.giver, world.taker] {
            _ = try installation.enable(try installation.channel(.powerbi, of: tenant), isApplied: true)
        }
        try Connection(to: world.login("etl", of: world.giver)).execute(
            "create view \(raw: "\(world.giver)_analytics").v as select nom from \(raw: world.schema).equipements")
        let passwords = try ["app", "metabase"].map { try world.login($0, of: world.giver).password }
        // A load that the mesh has not heard of yet.
        _ = try world.record(MeshWorld.columns, in: Connection(to: world.login("etl", of: world.giver)))

        let new = try database.newTenant()
        let open = try Connection(to: world.login("app", of: world.giver))
        try installation.rename(world.giver, to: new) { _ in }
        #expect((try? open.execute("select 1")) == nil)
        // What was done under the old name keeps it; so do the names of share views, on which salts hang, and here the
        // name that people read.
        let left = try traces(of: world.giver.text, base)
        #expect(
            left == [
                "socle.loads.started_by", "socle.outbox.payload", "socle.published_columns.view_name",
                "socle.published_views.owner", "socle.published_views.statement", "socle.published_views.view_name",
                "socle.registry.declaration", "socle.registry.name",
            ])
        let declared = try base.first(
            "select declaration::jsonb ->> 'tenant_id' from socle.registry where identifier = \(new)"
        ) {
            row -> String in try row[0]
        }
        #expect(declared == new.text)
        #expect(try RegisteredTenant.find(new, in: base).tenantID == tenantID)
        #expect(try ["app", "metabase"].map { try world.login($0, of: new).password } == passwords)
        // The name that people read has the short one in it here.
        let planned = try installation.plan(MeshWorld.configuration(new)).changes.map(\.sentence)
        #expect(planned == ["update the registration of tenant '\(new)' as free"])
        #expect(try installation.plan(MeshWorld.configuration(world.taker)).isEmpty)

        let reader = try Connection(to: world.login("app", of: new))
        #expect(try reader.first("select count(*) from \(raw: "\(new)_analytics").v") { try $0[0] as Int } == 4)
        // On the path of before, without a schema.
        #expect(try reader.first("select count(*) from equipements") { try $0[0] as Int } == 4)
        for tenant in [new, world.taker] {
            let channel = try installation.channel(.powerbi, of: tenant)
            // The consumer's view bears the producer's name, and works under the old one until somebody brings it up to date.
            #expect(try installation.trial(of: channel, rowLimit: 10).unexpected == [], "\(tenant)")
            let changes = try installation.enable(channel, isApplied: true).changes
            #expect(tenant == new ? changes.count <= 1 : changes.contains { $0.hasPrefix("create view") }, "\(changes)")
            #expect(try installation.enable(channel, isApplied: false).isEmpty, "\(tenant)")
            #expect(try installation.trial(of: channel, rowLimit: 10).unexpected == [], "\(tenant)")
        }
        _ = try world.relay(base)
        #expect(try texts("select outcome from mesh.inbox where outcome = 'refused'", base).isEmpty)
        #expect(try texts("select schema_name from mesh.assets", base) == [["\(new)_equipements"]])
        let subscription = try #require(try texts("select subscription_id from mesh.subscriptions", base)[0][0])
        #expect(try installation.endSubscription(subscription, as: .revoked).isEmpty == false)
        #expect(try installation.verifyAudit(.identity(tenantID), anchorFiles: [], publicKeyFiles: []).isSound)
    }

    @Test("a tenant's own database, its chain and its checkpoints get the new name")
    func ownDatabase() throws {
        let (old, new) = (try database.newTenant(), try database.newTenant())
        _ = try installation.apply(.sample(old, tier: .standard, placement: .database))
        let base = try database.connect()
        let tenantID = try RegisteredTenant.find(old, in: base).tenantID
        let anchors = "\(installation.settings.stateDirectory)/anchors.jsonl"
        _ = try installation.anchorAudit(file: anchors, command: nil)
        let guardian = try installation.connectProvisioner(to: Identifier("socle_\(old)"))
        try installation.rename(old, to: new) { _ in }
        #expect((try? guardian.execute("select 1")) == nil)
        let leftbase = try traces(of: old.text, base)
        #expect(leftbase == [])
        let data = try installation.connectProvisioner(to: Identifier("socle_\(new)"))
        let leftdata = try traces(of: old.text, data)
        #expect(leftdata == [])
        #expect(try installation.plan(.sample(new, tier: .standard, placement: .database)).isEmpty)
        _ = try Connection(to: installation.parameters(forLogin: Identifier("\(new)_app"), of: new))
        let verdict = try installation.verifyAudit(.identity(tenantID), anchorFiles: [anchors], publicKeyFiles: [])
        #expect(verdict.isSound && verdict.chains.allSatisfy { $0.anchored != nil }, "\(verdict)")
        #expect(try installation.anchorAudit(file: anchors, command: nil).retreats.isEmpty)
    }

    @Test("what a login wrote into its own search_path is a list of names, and never part of a statement")
    func ownSearchPath() throws {
        let (old, new) = (try database.makeTenant(), try database.newTenant())
        let app = try Connection(to: installation.parameters(forLogin: Identifier("\(old)_app"), of: old))
        // By way of the present value, which is kept as it was written.
        try app.execute("select set_config('search_path', \("\(old)_economie,x;drop/**/role/**/x,\"é,\"\"\""), false)")
        try app.execute("alter role current_user set search_path from current")
        try installation.rename(old, to: new) { _ in }
        let settings = try texts(
            """
            select entry from pg_db_role_setting join pg_roles on pg_roles.oid = setrole
            cross join unnest(setconfig) as entry
            where rolname = \("\(new)_app") and entry like 'search_path=%'
            """, database.connect())
        #expect(settings == [[#"search_path=\#(new)_economie, "x;drop/**/role/**/x", "é,""""#]])
    }

    @Test("a name that anybody holds is refused before anything is done")
    func taken() throws {
        let (tenant, other) = (try database.makeTenant(), try database.makeTenant())
        let base = try database.connect()
        let administrator = try Connection(to: database.cluster.provisioner(database: "postgres"))
        #expect(throws: LifeFailure.nameTaken(kind: "identifier", name: other.text, holder: other.text)) {
            try installation.rename(tenant, to: other) { _ in }
        }
        // A theme of another's meets the name that would be derived.
        let short = try TenantIdentifier("u" + other.text.dropFirst(8))
        let wide = try TenantIdentifier("\(short)_x")
        _ = try installation.apply(.sample(short, themes: ["x_economie"]))
        #expect(throws: LifeFailure.nameTaken(kind: "schema", name: "\(wide)_economie", holder: short.text)) {
            try installation.rename(tenant, to: wide) { _ in }
        }
        let free = try database.newTenant()
        try administrator.execute("create role \(raw: "\(free)_app")")
        #expect(throws: LifeFailure.nameTaken(kind: "role", name: "\(free)_app", holder: nil)) {
            try installation.rename(tenant, to: free) { _ in }
        }
        try administrator.execute("drop role \(raw: "\(free)_app")")
        try base.execute("create schema \(raw: "\(free)_audit")")
        #expect(throws: LifeFailure.nameTaken(kind: "schema", name: "\(free)_audit", holder: nil)) {
            try installation.rename(tenant, to: free) { _ in }
        }
        #expect(try installation.plan(.sample(tenant)).isEmpty)
        #expect(try installation.operations(openOnly: false, limit: 10).isEmpty)
    }

    @Test(
        "dying at any step, it is finished by the same command or undone",
        arguments: [Placement.schema, .database])
    func crashes(_ placement: Placement) throws {
        try SecretCommands.lend { run in
            try CrashSweep(RenameTenant.self, sample: 6) {
                let (old, new) = (try database.newTenant(), try database.newTenant())
                let tier: Tier = placement == .schema ? .free : .standard
                _ = try installation.apply(.sample(old, tier: tier, placement: placement))
                try run.declare(old)
                let login = try installation.parameters(forLogin: Identifier("\(old)_etl"), of: old)
                try Connection(to: login).execute("create table \(raw: "\(old)_economie").t as select 7 as n")
                let tenantID = try RegisteredTenant.find(old, in: database.connect()).tenantID
                let environment = run.environment
                return CrashSweep.Scene(
                    command: [SocleRun.program, "--root", run.root, "tenant", "rename", "\(old)", "\(new)"],
                    environment: environment,
                    operation: [SocleRun.program, "--root", run.root, "--verbose", "operation"],
                    number: {
                        try database.connect().first(
                            "select max(operation_id) from socle.operations where tenant_id = \(tenantID)"
                        ) { try $0[0] } ?? 0
                    },
                    check: { end in
                        let base = try database.connect()
                        let (now, was) = end == .completed ? (new, old) : (old, new)
                        let leftbase = try traces(of: was.text, base)
                        #expect(leftbase == [])
                        #expect(try RegisteredTenant.find(now, in: base).tenantID == tenantID)
                        let planned = try installation.plan(.sample(now, tier: tier, placement: placement)).changes.map(
                            \.sentence)
                        #expect(planned == [])
                        let app = try installation.parameters(forLogin: Identifier("\(now)_app"), of: now)
                        let rows = try Connection(to: app).first("select n from t") { try $0[0] as Int }
                        #expect(rows == 7)
                        let folder = "\(run.root)/tenants/development"
                        #expect(FileManager.default.fileExists(atPath: "\(folder)/\(now).yml"))
                        #expect(!FileManager.default.fileExists(atPath: "\(folder)/\(was).yml"))
                        #expect(
                            try installation.verifyAudit(.identity(tenantID), anchorFiles: [], publicKeyFiles: [])
                                .isSound)
                    })
            }.run()
        }
    }
}
