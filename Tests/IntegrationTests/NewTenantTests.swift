import FoundationEssentials
import Postgres
import TestServer
import Testing
import Vocabulary

@testable import Operations
@testable import Tenancy

@Suite("Between the look at a new tenant and its making", .database)
struct NewTenantTests {
    /// A new tenant as it is found, and what makes it.
    private func found(_ tenant: TenantIdentifier) throws -> (SurveyedTenant, TenantApplication) {
        let installation = TestDatabase.current.installation
        let declaration = TenantDeclaration(try .sample(tenant))
        let surveyed = try installation.survey(declaration, in: TestDatabase.current.connect())
        #expect(surveyed.isNew)
        return (surveyed, try TenantApplication(installation, installation.openVault()))
    }

    @Test("somebody else who made it by then is found, and nothing is to be done")
    func made() throws {
        let database = TestDatabase.current
        let tenant = try database.newTenant()
        let (surveyed, application) = try found(tenant)
        _ = try database.installation.apply(.sample(tenant))
        #expect(try application.apply(surveyed, in: database.connect()).isEmpty)
        #expect(try database.installation.plan(.sample(tenant)).isEmpty)
    }

    @Test(
        "a stranger's role or schema that came by then is refused by name, and nothing stays", arguments: [false, true])
    func stranger(_ isSchema: Bool) throws {
        let database = TestDatabase.current
        let tenant = try database.newTenant()
        let (surveyed, application) = try found(tenant)
        let name = try Identifier(isSchema ? "\(tenant)_analytics" : "\(tenant)_write")
        let hand = try database.connect()
        try hand.execute(isSchema ? "create schema \(identifier: name)" : "create role \(identifier: name)")
        defer {
            _ = try? hand.execute(isSchema ? "drop schema \(identifier: name)" : "drop role \(identifier: name)")
        }
        let failure = #expect(throws: TenancyFailure.self) { try application.apply(surveyed, in: database.connect()) }
        #expect(failure?.message.contains("'\(name)'") == true, "\(failure.map { "\($0)" } ?? "")")
        let left: Int? = try hand.first(
            """
            select (select count(*) from socle.registry where identifier = \(tenant))
                + (select count(*) from pg_roles where rolname like \("\(tenant)\\_%") and rolname <> \(name))
            """
        ) { try $0[0] }
        #expect(left == 0)
    }
}
