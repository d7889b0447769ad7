import Operations
import Postgres
import Tenancy
import TestServer
import Testing
import Vocabulary

@Suite("A look at many tenants at once", .database)
struct ManyTenantsTests {
    @Test("finds of each what a look at it alone finds")
    func together() throws {
        let database = TestDatabase.current
        let installation = database.installation
        // More than a hundred are asked for over several connections; those that nobody made need no server's time.
        let tenants = try (0..<105).map { _ in try database.newTenant() }
        let configurations = try tenants.map { try TenantConfiguration.sample($0) }
        for configuration in configurations[..<4] { _ = try installation.apply(configuration) }
        let hand = try database.connect()
        let names = tenants.map(TenantNames.init)
        try hand.execute("alter role \(identifier: names[1].appLogin) set work_mem = '5MB'")
        try hand.execute("grant \(identifier: names[3].read) to \(identifier: names[1].appLogin)")
        try hand.execute("grant create on schema \(identifier: names[2].dataSchema) to \(identifier: names[2].write)")
        try hand.execute(
            """
            alter default privileges for role \(identifier: names[3].owner) in schema \(identifier: names[3].dataSchema)
                grant references on tables to \(identifier: names[3].write)
            """)
        let plans = try installation.plans(configurations)
        #expect(plans.map(\.tenant) == tenants)
        #expect(plans[0].isEmpty)
        for number in 1...3 {
            let alone = try installation.plan(configurations[number])
            #expect(!alone.isEmpty)
            #expect(plans[number].changes.map(\.sentence) == alone.changes.map(\.sentence))
        }
        #expect(plans[4...].allSatisfy { !$0.isEmpty })
        // What was found over several connections is put right, and then nothing is left.
        try installation.apply(Array(configurations[..<4]), jobs: 2) { _ in }
        #expect(try installation.plans(configurations)[..<4].allSatisfy(\.isEmpty))
    }
}
