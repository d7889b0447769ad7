import FoundationEssentials
import Operations
import Postgres
import Settings
import TestServer
import Testing
import Vocabulary

@testable import Tenancy

@Suite("What a tenant can hold up", .database)
struct PlatformLockTests {
    @Test("a tenant that holds its own chain makes the platform busy for itself, and for nobody else")
    func auditHead() throws {
        let neighbours = try Neighbours()
        let (giver, taker) = (neighbours.world.giver, neighbours.world.taker)
        let installation = Self.impatient(neighbours.world.database)
        let etl = try neighbours.connect("etl", of: giver)
        let load = try beginLoad(of: giver, etl)
        try etl.execute("begin")
        try etl.execute("select socle.finish_load(\(load), 0, 0, 0, 0, '[]')")
        let failure = #expect(throws: OperationFailure.self) { _ = try installation.apply(Self.changed(giver)) }
        #expect(failure?.kind == .busy)
        #expect(try installation.apply(Self.changed(taker)).isEmpty == false)
        try etl.execute("rollback")
        #expect(try installation.apply(Self.changed(giver)).isEmpty == false)
    }

    @Test("a tenant that holds its own table holds up no load of another, no relay and no history")
    func datasetRow() throws {
        let neighbours = try Neighbours()
        let (giver, taker) = (neighbours.world.giver, neighbours.world.taker)
        let installation = Self.impatient(neighbours.world.database)
        let etl = try neighbours.connect("etl", of: giver)
        try etl.execute("begin")
        let load = try beginLoad(of: giver, etl)
        try etl.execute("select socle.hold_dataset(\(load))")
        try etl.execute("lock table \(raw: "\(giver)_data.places") in access exclusive mode")

        let other = try neighbours.connect("etl", of: taker)
        try other.execute("set lock_timeout = '1s'")
        let second = try beginLoad(of: taker, other)
        try other.execute("select socle.hold_dataset(\(second))")
        try other.execute("select socle.finish_load(\(second), 0, 0, 0, 0, '[]')")
        #expect(try installation.relay().refused == [])
        #expect(try installation.loadHistory(of: taker, limit: 10).count == 3)
        #expect(try installation.apply(Self.changed(taker)).isEmpty == false)
    }

    /// The platform with a time that a test can wait for.
    private static func impatient(_ database: TestDatabase) -> Installation {
        let settings = database.installation.settings
        let values = settings.values.map { value in
            guard value.setting == .provisionerURL else { return value }
            return ResolvedSetting(
                setting: .provisionerURL, value: value.value + "&options=-c%20lock_timeout%3D300ms", origin: .byDefault)
        }
        return Installation(
            settings: Settings(root: settings.root, environment: settings.environment, values: values))
    }

    /// The tenant with one connection less.
    private static func changed(_ tenant: TenantIdentifier) throws -> TenantConfiguration {
        try .sample(tenant, themes: ["equipements"], channels: [.metabase, .powerbi], connections: 19)
    }
}
