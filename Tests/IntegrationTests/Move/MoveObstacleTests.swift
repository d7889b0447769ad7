import FoundationEssentials
import Journal
import Mesh
import Operations
import Postgres
import Settings
import Subprocess
import TestServer
import Testing
import Vocabulary

@testable import Tenancy

@Suite("What stands in the way of a move", .database)
struct MoveObstacleTests {
    private func refusal(_ body: () throws -> Operation) -> String {
        do { return "\(try body().state)" } catch { return (error as? any Failure)?.code.text ?? "\(error)" }
    }

    @Test("a share keeps both who gives and who takes where they are, until it is ended")
    func shares() throws {
        let world = try MeshWorld()
        let base = try world.database.connect()
        try InstallationFolder.lend { root in
            let installation = Installation(
                settings: Settings(
                    root: InstallationRoot(path: root, origin: .checkout), environment: .development,
                    values: world.database.installation.settings.values))
            for tenant in [world.giver, world.taker] {
                let declaration = """
                    tenant_info:
                      tenant_id: \(tenant)
                      tenant_name: Ville
                      tenant_type: standard
                      region: france
                      contact: {name: Zoé, email: zoe@example.org}
                    themes: [equipements]
                    channels: [metabase]
                    placement: schema

                    """
                try Data(declaration.utf8).write(to: URL(filePath: "\(root)/tenants/development/\(tenant).yml"))
            }
            func move(_ tenant: TenantIdentifier) throws -> Operation {
                try installation.moveTenant(tenant, tier: nil, placement: .database, server: nil) { _ in }
            }
            let share = try world.share(base)
            for tenant in [world.giver, world.taker] {
                #expect(refusal { try move(tenant) } == "MOV104")
                #expect(try installation.plan(MeshWorld.configuration(tenant)).isEmpty, "a refusal changed something")
            }
            #expect(try Operation.list(openOnly: false, limit: 9, in: base).isEmpty)
            _ = try installation.endSubscription(share.subscriptionID, as: .revoked)
            #expect(refusal { try move(world.giver) } == "waiting")
        }
    }

    @Test("what changes its structure between copy and switch is copied again, with every row")
    func structure() throws {
        try MoveWorld.lend { world in
            var socle = Subprocess(
                SocleRun.program,
                ["--root", world.root, "tenant", "move", world.tenant.text, "--to", "database"])
            socle.environment.merge(CrashPlace.environment(world.database)) { _, new in new }
            socle.environment["SOCLE_FAIL_AT"] = "tenant.move/catch-up:before"
            #expect(try socle.run().exitCode == 86)
            let etl = try world.login("etl")
            let schema = SQL(raw: world.schema)
            for statement in [
                "create table \(sql: schema).apres (n bigint primary key, mot text)",
                "insert into \(sql: schema).apres select n, 'é' || n from generate_series(1, 500) as n",
                "alter table \(sql: schema).lieux add column ajout text default 'x'",
                "create view \(sql: schema).vu_apres as select mot from \(sql: schema).apres",
            ] as [SQL] {
                try etl.execute(statement)
            }
            let portrait = try world.portrait()
            let waiting = try world.move(to: .database)
            #expect(waiting.state == .waiting)
            #expect(try world.registered.placement == .database)
            MoveWorld.expectSame(portrait, try world.portrait(), "copied again")
            try world.expectWhole("copied again")
            let steps = try waiting.steps(in: world.database.connect())
            let structures = ["copy", "catch-up"].map { name in
                steps.first { $0.name == name }?.detail?["structure"]?.text
            }
            #expect(structures[0] != nil && structures[1] != nil && structures[0] != structures[1], "\(structures)")
        }
    }

    @Test("what bears one of its names in the new place is left alone, a database and a role")
    func strangers() throws {
        let second = try SecondCluster.shared.get()
        _ = try TestDatabase.current.installation.addServer(
            ServerRegistration(
                name: SecondCluster.name, address: ServerAddress(second.address), region: "france", overcommit: nil,
                caFile: nil), password: nil)
        try MoveWorld.lend(tier: "premium") { world in
            let names = TenantNames(world.tenant)
            for (placement, cluster) in try [
                (Placement.database, world.database.cluster.provisioner(database: "postgres")),
                (.cluster, second.provisioner()),
            ] {
                let hand = try Connection(to: cluster)
                try hand.execute("create database \(identifier: names.database)")
                #expect(refusal { try world.move(to: placement) } == "MOV110")
                try hand.execute("drop database \(identifier: names.database)")
            }
            let hand = try Connection(to: second.provisioner())
            try hand.execute("create role \(identifier: names.channelLogin(.powerbi))")
            #expect(refusal { try world.move(to: .cluster) } == "MOV110")
            try hand.execute("drop role \(identifier: names.channelLogin(.powerbi))")
            #expect(try Operation.list(openOnly: false, limit: 9, in: world.database.connect()).isEmpty)
            try world.expectWhole("refused")
        }
    }
}
