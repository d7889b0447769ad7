import FoundationEssentials
import Operations
import Postgres
import Settings
import TestServer
import Testing
import Vocabulary

@testable import Tenancy

/// A tenant that no command of a test is about, and of which nothing may change.
struct Bystander {
    let tenant: TenantIdentifier
    private let database: TestDatabase
    private let before: [[String?]]

    init(in database: TestDatabase) throws {
        self.database = database
        tenant = try database.makeTenant()
        before = try Self.facts(tenant, database)
    }

    /// Compares everything that is kept of the tenant with what was there at first, and logs in.
    func check() throws {
        #expect(try Self.facts(tenant, database) == before)
        for purpose in ["admin", "etl"] {
            let login = Identifier(derived: "\(tenant)_\(purpose)")
            _ = try Connection(to: database.installation.parameters(forLogin: login, of: tenant))
        }
    }

    /// Rows, roles and keys of a tenant.
    private static func facts(_ tenant: TenantIdentifier, _ database: TestDatabase) throws -> [[String?]] {
        let rows = try texts(
            """
            with own as (select tenant_id from socle.registry where identifier = \(tenant))
            select registry::text from socle.registry where tenant_id in (table own)
            union all select secrets::text from socle.secrets where tenant_id in (table own)
            union all select login_verifiers::text from socle.login_verifiers where tenant_id in (table own)
            union all select derived_names::text from socle.derived_names where tenant_id in (table own)
            union all select audit_events::text from socle.audit_events where tenant_id in (table own)
            union all select pg_authid::text from pg_authid where rolname like \("\(tenant)\\_%")
            union all select pg_namespace::text from pg_namespace where nspname like \("\(tenant)\\_%")
            order by 1
            """, database.connect())
        try #require(rows.count > 30)
        return rows + [try keyFile(tenant, database)]
    }

    private static func keyFile(_ tenant: TenantIdentifier, _ database: TestDatabase) throws -> [String?] {
        let id = try RegisteredTenant.find(tenant, in: database.connect()).tenantID
        let path = "\(database.installation.settings.stateDirectory)/keys/\(id.uuidString.lowercased()).keys"
        return [try Data(contentsOf: URL(filePath: path)).base64EncodedString()]
    }
}
