import FoundationEssentials
import Glibc
import Operations
import Postgres
import Settings
import TestServer
import Testing
import Vocabulary

@testable import Tenancy

@Suite("Commands that are killed at every step", .database, .serialized)
struct KilledCommandTests {
    @Test("tenant apply: the next run makes what is missing, and a run that was whole is found to be")
    func tenantApply() throws {
        let database = TestDatabase.current
        let bystander = try Bystander(in: database)
        try InstallationFolder.lend { root in
            let place = try Workplace(database.installation, root: root)
            let declared = TenantFolder(path: "\(root)/tenants", environment: .development)
            try KillSweep(name: "tenant apply", sample: 6) {
                let tenant = try database.newTenant()
                try Self.declare(tenant, below: root)
                return KillSweep.Scene(
                    command: place.command("tenant", "apply", "\(tenant)"),
                    checkAnyway: { try bystander.check() },
                    checkEnd: {
                        let wanted = try declared.configuration(of: tenant)
                        #expect(try database.installation.plan(wanted).isEmpty)
                        for purpose in ["admin", "app", "etl", "metabase"] {
                            let login = Identifier(derived: "\(tenant)_\(purpose)")
                            _ = try Connection(to: database.installation.parameters(forLogin: login, of: tenant))
                        }
                        try place.checkNoRemains()
                    })
            }
            .run()
        }
    }

    @Test("dev start: the next run makes a server with keys, base and runtime of whatever is there")
    func devStart() throws {
        try ServerFolder.lend { folder in
            // Each place costs a cluster that is made anew.
            try KillSweep(name: "dev start", sample: 2, bound: 40) {
                let root = "\(folder)/\(randomWord(4))"
                try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
                for name in ["sql", "tenants"] { symlink(TestCluster.root.path(of: name), "\(root)/\(name)") }
                let installation = ServerFolder.installation(state: "\(root)/.socle")
                let place = try Workplace(installation, root: root)
                return KillSweep.Scene(
                    command: place.command("dev", "start"),
                    checkAnyway: {},
                    checkEnd: {
                        #expect(installation.examine().filter { $0.verdict == .failure } == [])
                        _ = try Connection(to: installation.runtimeParameters())
                        try place.checkNoRemains()
                    },
                    remove: {
                        _ = try installation.resetEmbeddedServer()
                        try FileManager.default.removeItem(atPath: root)
                    })
            }.run()
        }
    }

    /// Writes the file of a tenant.
    private static func declare(_ tenant: TenantIdentifier, below root: String) throws {
        let declaration = """
            tenant_info:
              tenant_id: \(tenant)
              tenant_name: Ville
              tenant_type: free
              region: france
              contact:
                name: Zoé
                email: zoe@example.org
            themes: [economie]
            channels: [metabase]

            """
        try Data(declaration.utf8).write(to: URL(filePath: "\(root)/tenants/development/\(tenant).yml"))
    }
}
