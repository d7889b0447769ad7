import FoundationEssentials
import Journal
import Operations
import Postgres
import Settings
import Tenancy
import TestServer
import Testing
import Vocabulary

@Suite("Regions in which a tenant's data may lie", .database)
struct ResidencyTests {
    @Test("neither a move nor a backup goes beyond them, and nothing is begun")
    func bound() throws {
        let second = try SecondCluster.shared.get()
        _ = try TestDatabase.current.installation.addServer(
            ServerRegistration(
                name: SecondCluster.name, address: ServerAddress(second.address), region: "belgique", overcommit: nil,
                caFile: nil), password: nil)
        try MoveWorld.lend(rows: 5, tier: "premium") { world in
            let base = try world.database.connect()
            let state = world.installation.settings.stateDirectory
            func refusal(_ body: () throws -> Operation) -> LifeFailure? {
                #expect(throws: LifeFailure.self) { _ = try body() }
            }
            func moving(to server: ServerName) throws -> Operation {
                try world.installation.moveTenant(world.tenant, tier: nil, placement: .cluster, server: server) { _ in }
            }
            try base.execute("update socle.servers set region = 'france' where name = 'base'")
            let file = try String(contentsOfFile: world.file, encoding: .utf8)
            let bound = file + "compliance:\n  data_residency: {enabled: true, regions: [france]}\n"
            try Data(bound.utf8).write(to: URL(filePath: world.file))
            let move = refusal { try moving(to: SecondCluster.name) }
            #expect(
                try move
                    == .outsideResidency(
                        world.tenant, what: "server '\(SecondCluster.name)'", region: "belgique", allowed: ["france"]))
            #expect(try String(contentsOfFile: world.file, encoding: .utf8) == bound)

            _ = try world.installation.apply(world.configuration)
            // Where nothing else is said, backups lie in the base's region.
            #expect(try world.installation.backUp(world.tenant, to: "\(state)/here") { _ in }.state == .completed)
            let elsewhere = Installation(
                settings: Settings(
                    root: world.installation.settings.root, environment: .development,
                    values: world.installation.settings.values + [
                        ResolvedSetting(setting: .backupRegion, value: "belgique", origin: .byDefault)
                    ]))
            let backup = refusal { try elsewhere.backUp(world.tenant, to: "\(state)/there") { _ in } }
            #expect(
                backup
                    == .outsideResidency(
                        world.tenant, what: "the place of backups", region: "belgique", allowed: ["france"]))
            #expect(!FileManager.default.fileExists(atPath: "\(state)/there"))
            // A move begins with a backup.
            let unbacked = refusal {
                try elsewhere.moveTenant(world.tenant, tier: nil, placement: .database, server: nil) { _ in }
            }
            #expect(unbacked == backup)
            #expect(try Operation.list(openOnly: false, limit: 9, in: base).map(\.kind) == [BackUpTenant.kind])
        }
    }
}
