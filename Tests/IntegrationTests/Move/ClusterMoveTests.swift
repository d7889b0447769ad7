import Journal
import Operations
import Postgres
import Settings
import Tenancy
import TestServer
import Testing
import Vocabulary

@Suite("Moves between clusters", .database)
struct ClusterMoveTests {
    @Test("from the base into another cluster, to the base's server and back, with the same passwords")
    func acrossClusters() throws {
        let second = try SecondCluster.shared.get()
        _ = try TestDatabase.current.installation.addServer(
            ServerRegistration(
                name: SecondCluster.name, address: ServerAddress(second.address), region: "france", overcommit: nil,
                caFile: nil), password: nil)
        try MoveWorld.lend(tier: "premium") { world in
            let portrait = try world.portrait()
            func password() throws -> String? {
                try world.installation.parameters(forLogin: Identifier("\(world.tenant)_app"), of: world.tenant)
                    .password
            }
            let before = try password()
            for placement in [Placement.cluster, .database, .cluster, .schema] {
                let waiting = try world.move(to: placement)
                #expect(waiting.state == .waiting)
                #expect(try world.registered.place.server == (placement == .cluster ? SecondCluster.name : .base))
                // The old place or the new one is there, and the move needs it to its end.
                let kept = #expect(throws: RegistrationFailure.self) {
                    try world.installation.removeServer(SecondCluster.name)
                }
                #expect(kept?.code.text == (placement == .cluster ? "SRV111" : "SRV115"), "at \(placement)")
                MoveWorld.expectSame(portrait, try world.portrait(), "at \(placement)")
                try world.expectWhole("at \(placement)")
                let done = try world.installation.resumeOperation(waiting.number, confirmed: true) { _ in }
                #expect(done.state == .completed)
                MoveWorld.expectSame(portrait, try world.portrait(), "at \(placement), confirmed")
                try world.expectWhole("at \(placement), confirmed")
                #expect(try password() == before)
            }
            let left = try texts(
                """
                select rolname from pg_roles where rolname like \("\(world.tenant)\\_%")
                union all select datname from pg_database where datname = \("socle_\(world.tenant)")
                """, Connection(to: second.provisioner()))
            #expect(left == [])
            print("moves: 4 between two clusters, \(portrait.count) facts of a tenant compared after each half")
        }
    }
}
