import Access
import Operations
import Postgres
import TestServer
import Testing
import Vocabulary

@testable import Tenancy

@Suite("The access matrix over two clusters", .database)
struct AccessMatrixServerTests {
    @Test("a tenant in a cluster of its own is tried there, kept out of the base, and the other way round")
    func twoClusters() throws {
        let world = try MeshWorld()
        let installation = world.database.installation
        let second = try SecondCluster.shared.get()
        _ = try installation.addServer(
            ServerRegistration(
                name: SecondCluster.name, address: ServerAddress(second.address), region: "france", overcommit: nil,
                caFile: nil), password: nil)
        let apart = try world.database.newTenant()
        _ = try installation.apply(.sample(apart, tier: .premium, placement: .cluster))
        let report = try installation.accessMatrix()
        #expect(report.findings == [])
        #expect(report.places.count == 2 && report.tenants.count == 3)
        #expect(report.places.contains { $0.server != .base })
        // Every login against the other cluster, whose server does not know it.
        #expect(report.entries == report.logins.count)
        #expect(report.refusals["28P01", default: 0] + report.refusals["28000", default: 0] >= report.entries)
        print("isolation: matrix over 2 clusters, \(report.attempts) attempts and \(report.entries) entries, none open")
    }
}
