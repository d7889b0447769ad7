import Channels
import FoundationEssentials
import Mesh
import Operations
import Postgres
import Tenancy
import TestServer
import Testing
import Vocabulary

@Suite("Channels", .database)
struct ChannelTests {
    @Test("a channel shows own tables and shares, described, and a second run has nothing to do")
    func enabled() throws {
        let world = try MeshWorld()
        let base = try world.database.connect()
        _ = try world.share(base)
        for tenant in [world.giver, world.taker] {
            let channel = try world.channel(.metabase, of: tenant, base)
            #expect(try channel.plan(base: base, data: base).isEmpty == false)
            #expect(try channel.enable(base: base, data: base).isEmpty == false)
            #expect(try channel.enable(base: base, data: base).changes == [])
            let reader = try Connection(to: world.login("metabase", of: tenant))
            let view = tenant == world.giver ? "equipements_equipements" : "\(world.giver)_equipements"
            let rows = tenant == world.giver ? "4" : "2"
            #expect(try texts("select count(*) from \(raw: view)", reader) == [[rows]])
            let catalogue = try texts("select view_name, origin from catalogue.assets", reader)
            #expect(catalogue == [[view, tenant == world.giver ? "own" : "subscription"]])
            #expect(
                try texts("select is_masked from catalogue.columns where column_name = 'telephone'", reader)
                    == [[tenant == world.giver ? "f" : "t"]])
        }
        let undescribed = try texts(
            """
            select relname, attname from pg_attribute
            join pg_class on pg_class.oid = attrelid join pg_namespace on pg_namespace.oid = relnamespace
            where nspname like '%\\_metabase' and attnum > 0
                and (col_description(attrelid, attnum) is null or obj_description(attrelid, 'pg_class') is null)
            """, base)
        #expect(undescribed == [])
    }

    @Test("the login reaches the declared set and public relations, and every other relation answers 42501")
    func exactRights() throws {
        let world = try MeshWorld()
        let base = try world.database.connect()
        _ = try world.share(base)
        for tenant in [world.giver, world.taker] {
            for kind in [Channel.metabase, .powerbi] {
                let channel = try world.channel(kind, of: tenant, base)
                _ = try channel.enable(base: base, data: base)
                let access = try ChannelAccess.inspect(channel, in: base)
                #expect(access.missing == [] && access.excess == [], "\(channel.login)")
                #expect(access.declared.count == 3)
                let trial = try ChannelTrial.run(
                    channel, as: world.login(kind.rawValue, of: tenant), against: access, rowLimit: 1)
                #expect(trial.unexpected == [] && trial.refusedCount > 50)
            }
        }
    }

    @Test("the trial of every relation fails when a grant is broken on purpose")
    func brokenGrant() throws {
        let world = try MeshWorld()
        let base = try world.database.connect()
        let channel = try world.channel(.metabase, of: world.taker, base)
        _ = try channel.enable(base: base, data: base)
        let access = try ChannelAccess.inspect(channel, in: base)
        let login = try world.login("metabase", of: world.taker)
        #expect(try ChannelTrial.run(channel, as: login, against: access, rowLimit: 0).unexpected == [])
        try base.execute("grant usage on schema \(raw: world.schema) to \(identifier: channel.login)")
        try base.execute("grant select on \(raw: world.schema).equipements to \(identifier: channel.login)")
        let broken = try ChannelTrial.run(channel, as: login, against: access, rowLimit: 0)
        #expect(broken.unexpected == ["\(world.schema).equipements is open"])
    }

    @Test("a grant that nobody declared is seen")
    func excess() throws {
        let world = try MeshWorld()
        let base = try world.database.connect()
        let channel = try world.channel(.metabase, of: world.giver, base)
        _ = try channel.enable(base: base, data: base)
        try base.execute(
            "grant select (nom) on \(raw: world.schema).equipements to \(identifier: channel.login)")
        #expect(try ChannelAccess.inspect(channel, in: base).excess == ["\(world.schema).equipements SELECT"])
        try base.execute(
            "revoke select on \(identifier: channel.schema).equipements_equipements from \(identifier: channel.login)"
        )
        #expect(
            try ChannelAccess.inspect(channel, in: base).missing
                == ["\(channel.schema).equipements_equipements SELECT"])
    }

    @Test("changes by hand are mended: views replaced, rights given and taken, comments lost")
    func drift() throws {
        let world = try MeshWorld()
        let base = try world.database.connect()
        let channel = try world.channel(.metabase, of: world.giver, base)
        _ = try channel.enable(base: base, data: base)
        let view: SQL = "\(identifier: channel.schema).equipements_equipements"
        let damages: [SQL] = [
            "drop view \(sql: view)",
            "create or replace view \(sql: view) as select * from \(raw: world.schema).equipements where false",
            "comment on view \(sql: view) is null", "comment on column \(sql: view).nom is 'x'",
            "revoke select on \(sql: view) from \(identifier: channel.login)",
            "grant insert on \(sql: view) to \(identifier: channel.login)",
            "grant select on \(sql: view) to public",
            "grant all on schema \(identifier: channel.schema) to public",
            "revoke usage on schema \(identifier: channel.schema) from \(identifier: channel.login)",
            "create view \(identifier: channel.schema).extra as select * from pg_authid",
            "delete from socle.published_views",
            "alter table \(raw: world.schema).equipements add column plus integer",
        ]
        for damage in damages {
            try base.execute(damage)
            #expect(try channel.enable(base: base, data: base).isEmpty == false, "\(damage)")
            #expect(try channel.enable(base: base, data: base).changes == [], "\(damage)")
            #expect(try ChannelAccess.inspect(channel, in: base).isExact, "\(damage)")
        }
    }

    @Test("a channel that is named shows the asset, another does not")
    func chosenChannels() throws {
        let world = try MeshWorld()
        let base = try world.database.connect()
        let text = world.document.replacing(
            "    project: equipements-inventaire-dev-project\n    description: L'",
            with:
                "    project: equipements-inventaire-dev-project\n    channels: [powerbi]\n    description: L'"
        )
        let document = try MeshDocument(parsing: Array(text.utf8), file: "mesh.yml")
        #expect(try MeshPlan.import(document, into: base).changes.count == 1)
        let shown = try [Channel.metabase, .powerbi].map { kind in
            let channel = try world.channel(kind, of: world.giver, base)
            return try channel.enable(base: base, data: base).changes.contains { $0.hasPrefix("create view") }
        }
        #expect(shown == [false, true])
    }

    @Test("a share that was not proved, or was revoked, is in no channel")
    func unprovedShares() throws {
        let world = try MeshWorld()
        let base = try world.database.connect()
        let request = try world.ask(base)
        let result = try Approval(requestID: request.requestID, filters: ["ille-et-vilaine"]).carryOut(
            in: base)
        let channel = try world.channel(.metabase, of: world.taker, base)
        #expect(
            try channel.enable(base: base, data: base).changes.contains { $0.hasPrefix("create view") }
                == false)
        #expect(
            try GrantProof.run(request.requestID, as: world.login("app", of: world.taker), in: base)
                == .granted)
        #expect(try channel.enable(base: base, data: base).changes.contains { $0.hasPrefix("create view") })

        let changes = try SubscriptionEnd.revoked.end(result.subscriptionID, in: base)
        #expect(
            changes.contains(
                "drop view '\(channel.schema).\(world.giver)_equipements', which reads the share"))
        #expect(try channel.enable(base: base, data: base).changes == [])
        let reader = try Connection(to: world.login("metabase", of: world.taker))
        #expect(try texts("select count(*) from catalogue.assets", reader) == [["0"]])
    }

    @Test("a channel that is switched off leaves nothing to read, and comes back")
    func disabled() throws {
        let world = try MeshWorld()
        let base = try world.database.connect()
        let channel = try world.channel(.metabase, of: world.giver, base)
        _ = try channel.enable(base: base, data: base)
        #expect(try channel.disable(data: base).isEmpty == false)
        #expect(try channel.disable(data: base).isEmpty)
        let reader = try Connection(to: world.login("metabase", of: world.giver))
        #expect(try texts("select count(*) from catalogue.assets", reader) == [["0"]])
        #expect(try channel.enable(base: base, data: base).isEmpty == false)
    }

    @Test("a tenant in a database of its own has its channel there, and what the mesh says with it")
    func ownDatabase() throws {
        let database = TestDatabase.current
        let tenant = try database.newTenant()
        _ = try database.installation.apply(
            MeshWorld.configuration(tenant, tier: .standard, placement: .database))
        let etl = try database.installation.parameters(forLogin: Identifier("\(tenant)_etl"), of: tenant)
        try MeshWorld.load(schema: "\(tenant)_equipements", as: etl)
        let base = try database.connect()
        let registered = try RegisteredTenant.find(tenant, in: base)
        let data = try Connection(to: database.cluster.provisioner(database: registered.database.text))
        #expect(try MeshWorld.relay(registered.database.text, data, to: base) == [.taken])

        let channel = TenantChannel(.metabase, of: registered)
        #expect(try channel.enable(base: base, data: data).isEmpty == false)
        #expect(try channel.enable(base: base, data: data).changes == [])
        #expect(try ChannelAccess.inspect(channel, in: data).isExact)
        let login = try database.installation.parameters(forLogin: channel.login, of: tenant)
        let reader = try Connection(to: login)
        #expect(try texts("select count(*) from equipements_equipements", reader) == [["4"]])
        #expect(try texts("select title from catalogue.assets", reader) == [["equipements"]])
    }

    @Test("a channel that the tenant did not declare is refused with the way to declare it")
    func undeclared() throws {
        let world = try MeshWorld()
        let base = try world.database.connect()
        let channel = try world.channel(.superset, of: world.giver, base)
        #expect(throws: ChannelFailure.notDeclared(channel: "superset", tenant: world.giver.text)) {
            _ = try channel.enable(base: base, data: base)
        }
        let installation = world.database.installation
        for refused in [
            { _ = try installation.access(of: channel) }, { _ = try installation.trial(of: channel, rowLimit: 1) },
            { _ = try installation.connection(of: channel) },
        ] {
            #expect(throws: ChannelFailure.notDeclared(channel: "superset", tenant: world.giver.text)) { try refused() }
        }
    }
}
