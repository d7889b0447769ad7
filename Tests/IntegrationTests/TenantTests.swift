import Cryptography
import FoundationEssentials
import Glibc
import Operations
import Postgres
import Settings
import Synchronization
import Tenancy
import TestServer
import Testing
import Vault
import Vocabulary

@Suite("Tenants", .database)
struct TenantTests {
    private func configuration(
        _ tenant: TenantIdentifier, tier: Tier = .free, placement: Placement = .schema
    ) throws -> TenantConfiguration {
        try .sample(tenant, tier: tier, placement: placement)
    }

    @Test("an applied tenant needs nothing more, wherever it lies", arguments: [Placement.schema, .database])
    func applyTwice(_ placement: Placement) throws {
        let database = TestDatabase.current
        let tenant = try database.newTenant()
        let wanted = try configuration(tenant, tier: placement == .schema ? .free : .standard, placement: placement)
        #expect(try database.installation.apply(wanted).isEmpty == false)
        #expect(try database.installation.plan(wanted).changes.map(\.sentence) == [])
        #expect(try database.installation.apply(wanted).isEmpty)
    }

    @Test("each login comes in with the password from the vault, and with no other")
    func logins() throws {
        let database = TestDatabase.current
        let tenant = try database.newTenant()
        _ = try database.installation.apply(configuration(tenant))
        for purpose in ["admin", "app", "etl", "metabase"] {
            let login = try Identifier("\(tenant)_\(purpose)")
            let parameters = try database.installation.parameters(forLogin: login, of: tenant)
            let name: String? = try Connection(to: parameters).first("select session_user::text") { row in try row[0] }
            #expect(name == login.text)
            let failure = #expect(throws: ConnectionFailure.self) {
                _ = try Connection(to: parameters.with(user: login.text, password: "wrong"))
            }
            #expect(failure?.kind == .unauthenticated)
        }
    }

    @Test("what the ETL login makes belongs to the owner, and the groups get their rights by themselves")
    func ownership() throws {
        let database = TestDatabase.current
        let tenant = try database.newTenant()
        _ = try database.installation.apply(configuration(tenant))
        let schema = try Identifier("\(tenant)_economie")
        let etl = try Connection(
            to: database.installation.parameters(forLogin: Identifier("\(tenant)_etl"), of: tenant))
        try etl.execute("create table \(identifier: schema).t (n int)")
        let app = try Connection(
            to: database.installation.parameters(forLogin: Identifier("\(tenant)_app"), of: tenant))
        try app.execute("insert into \(identifier: schema).t values (1)")
        try app.execute("delete from \(identifier: schema).t")
        let failure = #expect(throws: ServerFailure.self) {
            _ = try app.execute("drop table \(identifier: schema).t")
        }
        #expect(failure?.sqlState == .insufficientPrivilege)
        let owner: String? = try etl.first(
            "select tableowner::text from pg_tables where schemaname = \(schema.text) and tablename = 't'"
        ) { row in try row[0] }
        #expect(owner == "\(tenant)_owner")
    }

    @Test("a change by hand is seen and mended")
    func drift() throws {
        let database = TestDatabase.current
        let tenant = try database.newTenant()
        let wanted = try configuration(tenant)
        _ = try database.installation.apply(wanted)
        let hand = try database.connect()
        let app = try Identifier("\(tenant)_app")
        try hand.execute("alter role \(identifier: app) connection limit 50 createrole password 'guessed'")
        try hand.execute("grant \(identifier: Identifier("\(tenant)_owner")) to \(identifier: app)")
        try hand.execute(
            "revoke usage on schema \(identifier: Identifier("\(tenant)_data")) from \(identifier: Identifier("\(tenant)_read"))"
        )
        let sentences = try database.installation.plan(wanted).changes.map(\.sentence)
        #expect(
            sentences == [
                "restore the attributes of login '\(tenant)_app'",
                "end the membership of '\(tenant)_app' in '\(tenant)_owner'",
                "replace the password of login '\(tenant)_app'",
                "open schema '\(tenant)_data' to the tenant's groups",
            ])
        _ = try database.installation.apply(wanted)
        #expect(try database.installation.plan(wanted).isEmpty)
    }

    @Test(
        "a channel that is taken out of the file is closed with all that it had, and comes back when it is put back",
        arguments: [Placement.schema, .database])
    func removedChannel(_ placement: Placement) throws {
        let installation = TestDatabase.current.installation
        let tenant = try TestDatabase.current.newTenant()
        func wanted(_ channels: [Channel]) throws -> TenantConfiguration {
            try .sample(
                tenant, tier: placement == .schema ? .free : .standard, placement: placement, channels: channels)
        }
        _ = try installation.apply(wanted([.metabase, .powerbi]))
        let login = try Identifier("\(tenant)_powerbi")
        let old = try installation.parameters(forLogin: login, of: tenant)
        let open = try Connection(to: old)
        let data = try installation.connectProvisioner(
            to: RegisteredTenant.find(tenant, in: installation.connectProvisioner()).database)
        try data.execute("create view \(identifier: login, Identifier("v")) as select 1 as one")
        try data.execute(
            "alter view \(identifier: login, Identifier("v")) owner to \(identifier: TenantNames(tenant).share)")
        let etl = try Connection(to: installation.parameters(forLogin: Identifier("\(tenant)_etl"), of: tenant))
        // What a tenant lets a reader do by hand does not keep the reader's login alive.
        try etl.execute("create table \(identifier: Identifier("\(tenant)_economie")).t (n int)")
        try etl.execute(
            "grant select on \(identifier: Identifier("\(tenant)_economie")).t to \(identifier: login)")

        _ = try installation.apply(wanted([.metabase]))
        #expect(throws: (any Error).self) { _ = try open.query("select 1") { row -> Int in try row[0] } }
        #expect(throws: ConnectionFailure.self) { _ = try Connection(to: old) }
        #expect(try installation.plan(wanted([.metabase])).changes.map(\.sentence) == [])
        let left = try data.query(
            """
            select 'schema' from pg_namespace where nspname = \(login)
            union all select 'role' from pg_roles where rolname = \(login)
            union all select 'row' from socle.schemas where schema_name = \(login)
            union all select 'row' from socle.logins where login_name = \(login)
            """
        ) { row -> String in try row[0] }
        #expect(left == [])

        _ = try installation.apply(wanted([.metabase, .powerbi]))
        #expect(try installation.plan(wanted([.metabase, .powerbi])).isEmpty)
        _ = try Connection(to: installation.parameters(forLogin: login, of: tenant))
    }

    @Test("a theme that is taken out of the file is dropped when it is empty, and refused when it is not")
    func removedTheme() throws {
        let database = TestDatabase.current
        let tenant = try database.makeTenant(themes: ["economie", "eau"])
        let less = try TenantConfiguration.sample(tenant)
        let schema = try Identifier("\(tenant)_eau")
        let hand = try database.connect()
        try hand.execute("create table \(identifier: schema).forages (n int)")
        let failure = #expect(throws: TenancyFailure.self) { try database.installation.apply(less) }
        #expect(failure == .schemaNotEmpty(schema: schema.text, count: 1, first: "table \(schema).forages"))
        try hand.execute("drop table \(identifier: schema).forages")
        _ = try database.installation.apply(less)
        #expect(try database.installation.plan(less).isEmpty)
        let exists: Bool? = try hand.first("select to_regnamespace(\(schema)) is not null") { row in try row[0] }
        #expect(exists == false)
    }

    @Test("the role that owns shares reads past the policies of a producer's table, and no other role does")
    func rowSecurity() throws {
        let database = TestDatabase.current
        let tenant = try database.makeTenant()
        let bypassing = try database.connect().query(
            "select rolname from pg_roles where starts_with(rolname, \("\(tenant)_")) and rolbypassrls"
        ) { row -> String in try row[0] }
        #expect(bypassing == ["\(tenant)_share"])
    }

    @Test("strangers in the tenant's groups and settings for one database are seen and ended")
    func strangers() throws {
        let database = TestDatabase.current
        let tenant = try database.newTenant()
        let wanted = try configuration(tenant)
        _ = try database.installation.apply(wanted)
        let hand = try database.connect()
        let stranger = try Identifier("x\(tenant)")
        let app = try Identifier("\(tenant)_app")
        try hand.execute("create role \(identifier: stranger)")
        try hand.execute("grant \(identifier: Identifier("\(tenant)_read")) to \(identifier: stranger)")
        try hand.execute(
            "alter role \(identifier: app) in database \(identifier: Identifier(database.name)) set role to 'postgres'")
        #expect(
            try database.installation.plan(wanted).changes.map(\.sentence) == [
                "end the membership of '\(stranger)' in '\(tenant)_read'",
                "reset what is set for '\(app)' in database '\(database.name)'",
            ])
        _ = try database.installation.apply(wanted)
        #expect(try database.installation.plan(wanted).isEmpty)
        try hand.execute("drop role \(identifier: stranger)")
    }

    @Test(
        "of runs at once one makes the tenant, and the others are told who does",
        arguments: [Placement.schema, .database])
    func severalAtOnce(_ placement: Placement) async throws {
        let installation = TestDatabase.current.installation
        let tenant = try TestDatabase.current.newTenant()
        let wanted = try configuration(
            tenant, tier: placement == .schema ? .free : .standard, placement: placement)
        let outcomes = await withTaskGroup(of: (any Error)?.self) { group in
            for _ in 1...4 {
                group.addTask {
                    do {
                        _ = try installation.apply(wanted)
                        return nil
                    } catch {
                        return error
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.contains { $0 == nil })
        for case let failure? in outcomes {
            #expect((failure as? PlanFailure)?.code == "TEN303", "\(failure)")
        }
        #expect(try installation.plan(wanted).isEmpty)
        print("administrators at once: 4 on a tenant of placement \(placement), \(outcomes.count { $0 != nil }) told")
    }

    @Test("whoever holds a tenant for moments only is waited for, or named")
    func heldForMoments() throws {
        let database = TestDatabase.current
        let installation = database.installation
        let tenant = try database.newTenant()
        let wanted = try configuration(tenant)
        _ = try installation.apply(wanted)
        let isOver = Mutex(false)
        let outcomes = try atOnce(2) { index -> [String] in
            if index == 1 {
                let holder = try database.connect()
                while !isOver.withLock({ $0 }) {
                    try holder.transaction { holder in
                        try holder.execute("select from socle.registry where identifier = \(tenant) for update")
                    }
                    // Free for longer than it is held, so that whoever looks for the holder often finds nobody.
                    usleep(500)
                }
                return []
            }
            defer { isOver.withLock { $0 = true } }
            return (1...40).map { _ in
                do {
                    _ = try installation.apply(wanted)
                    return "done"
                } catch {
                    return (error as? any Failure)?.code.text ?? "\(error)"
                }
            }
        }.flatMap { $0 }
        #expect(outcomes.count == 40)
        #expect(outcomes.allSatisfy { $0 == "done" || $0 == "TEN303" }, "\(outcomes)")
    }

    @Test("who comes second is told the login, the process, the program and since when", arguments: [true, false])
    func toldWhoHolds(_ isNew: Bool) throws {
        let database = TestDatabase.current
        let tenant = try database.newTenant()
        let wanted = try configuration(tenant)
        let impatient = Installation(settings: try settings(waiting: "500ms"))
        if !isNew { _ = try database.installation.apply(wanted) }
        let holder = try database.connect()
        try holder.execute("set application_name = 'psql of jeanne'")
        try holder.execute("begin")
        let second = try database.connect()
        try second.execute("begin")
        if isNew {
            try holder.execute(
                """
                insert into socle.registry (tenant_id, identifier, name, tier, placement, database, region, contact, limits)
                values (gen_random_uuid(), \(tenant), 'x', 'free', 'schema', 'x', 'x', '{}', '{}')
                """)
        } else {
            try holder.execute("select from socle.registry where identifier = \(tenant) for no key update")
            // A row that refers to it makes several holders.
            try second.execute("select from socle.registry where identifier = \(tenant) for key share")
        }
        var failure: (any Failure)?
        do {
            _ = try impatient.apply(wanted)
        } catch let refused as any Failure {
            failure = refused
        }
        #expect(failure?.kind == .busy)
        let message = failure?.message ?? ""
        #expect(message.contains("session \(holder.processIdentifier) of '\(Settings.provisionerLogin)'"), "\(message)")
        #expect(message.contains("('psql of jeanne') since 20"), "\(message)")
        try holder.execute("rollback")
        _ = try database.installation.apply(wanted)
        #expect(try database.installation.plan(wanted).isEmpty)
    }

    @Test("a tenant's open transaction does not stop the platform, which says whose it is")
    func busy() throws {
        let database = TestDatabase.current
        let tenant = try database.newTenant()
        _ = try database.installation.apply(configuration(tenant))
        let etl = try Identifier("\(tenant)_etl")
        // What a load does last: it writes the audit chain, whose head stays locked until the transaction ends.
        let holder = try Connection(to: database.installation.parameters(forLogin: etl, of: tenant))
        try holder.execute("begin")
        let load = try holder.first(
            "select socle.begin_load(\("\(tenant)_economie"), 't', 'f', 'replace')::text"
        ) { row -> String in try row[0] }
        try holder.execute("select socle.describe_load(\(load ?? "")::text::uuid, sha256(''), 0, '{}')")
        try holder.execute("select socle.finish_load(\(load ?? "")::text::uuid, 0, 0, 0, 0, '[]')")
        let impatient = Installation(settings: try settings(waiting: "500ms"))
        for work in [
            { _ = try impatient.openSecret(.login(etl), of: .tenant(tenant)).count },
            { _ = try impatient.apply(configuration(tenant, tier: .standard)) },
        ] as [() throws -> Void] {
            let failure = #expect(throws: OperationFailure.self) { try work() }
            #expect(failure?.kind == .busy)
            #expect(failure?.message.contains("of '\(etl)'") == true, "\(String(describing: failure))")
        }
        try holder.execute("rollback")
        #expect(try impatient.openSecret(.login(etl), of: .tenant(tenant)).count == 43)
        let timeout: String? = try database.installation.connectProvisioner().first("show lock_timeout") { row in
            try row[0]
        }
        #expect(timeout == "10s")
    }

    private func settings(waiting timeout: String) throws -> Settings {
        let database = TestDatabase.current
        let old = database.installation.settings
        return Settings(
            root: old.root, environment: old.environment,
            values: [Setting.state, .provisionerURL].compactMap { setting in
                guard let value = old[setting] else { return nil }
                let added = setting == .provisionerURL ? "&options=-c%20lock_timeout%3D\(timeout)" : ""
                return ResolvedSetting(setting: setting, value: value + added, origin: .byDefault)
            })
    }

    @Test("two tenants cannot meet in one schema name")
    func collision() throws {
        let database = TestDatabase.current
        let long = try database.newTenant()
        let first = try TenantIdentifier("\(long)_eau")
        _ = try database.installation.apply(configuration(first))
        let clash = try TenantConfiguration.sample(long, themes: ["eau_data"])
        let failure = #expect(throws: TenancyFailure.self) { try database.installation.apply(clash) }
        #expect(failure?.code == "TEN112")
        #expect(try RegisteredTenant.all(in: database.connect()).map(\.identifier) == [first])
    }

    @Test("a tenant whose making was cut short is finished by the next run")
    func resumes() throws {
        let database = TestDatabase.current
        let tenant = try database.newTenant()
        let wanted = try configuration(tenant, tier: .standard, placement: .database)
        _ = try database.installation.apply(wanted)
        let hand = try database.connect()
        let own = TenantNames(tenant).database
        // As after a crash between the making of the database and its migrations.
        try hand.execute("drop database \(identifier: own) with (force)")
        try hand.execute("create database \(identifier: own) template template0")
        #expect(try database.installation.plan(wanted).changes.first?.sentence == "bring up to date database '\(own)'")
        _ = try database.installation.apply(wanted)
        #expect(try database.installation.plan(wanted).isEmpty)
    }

    @Test("an audit row says what was done, and no password stands in it")
    func audit() throws {
        let database = TestDatabase.current
        let tenant = try database.newTenant()
        _ = try database.installation.apply(configuration(tenant))
        let details = try database.connect().query("select detail from socle.audit_events order by sequence") {
            row -> String in
            try row[0]
        }
        #expect(details.count == 1)
        #expect(details.joined().contains("create schema"))
        #expect(!details.joined().contains("SCRAM"))
    }
}
