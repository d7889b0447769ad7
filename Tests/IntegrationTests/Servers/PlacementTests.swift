import Access
import Channels
import Formats
import FoundationEssentials
import Glibc
import Guard
import Ingestion
import Migrations
import Operations
import Postgres
import Settings
import Synchronization
import Tenancy
import TestServer
import Testing
import Vocabulary

@Suite("Tenants in a cluster of their own", .database)
struct PlacementTests {
    private let database = TestDatabase.current
    private let second: SecondCluster
    private let tenant: TenantIdentifier

    private var installation: Installation { database.installation }

    init() throws {
        second = try SecondCluster.shared.get()
        tenant = try database.newTenant()
        _ = try installation.addServer(
            ServerRegistration(
                name: SecondCluster.name, address: ServerAddress(second.address), region: "france", overcommit: nil,
                caFile: nil), password: nil)
    }

    private var declared: TenantConfiguration {
        get throws { try .sample(tenant, tier: .premium, placement: .cluster) }
    }

    /// Whether a database of a cluster knows a role or a database by its name.
    private func exists(_ name: String, in parameters: ConnectionParameters) throws -> [Bool] {
        try Connection(to: parameters).first(
            """
            select exists (select from pg_database where datname = 'socle_' || \(name)),
                exists (select from pg_roles where rolname = \(name) || '_app')
            """
        ) { row in [try row[0], try row[1]] } ?? []
    }

    @Test("everything of a tenant lies in its own cluster, nothing of it in the base's, and a second plan is empty")
    func applied() throws {
        let plan = try installation.plan(declared)
        #expect(plan.notes == [])
        #expect(!plan.isEmpty)
        _ = try installation.apply(declared)
        #expect(try installation.plan(declared).changes.map(\.sentence) == [])
        #expect(try installation.apply(declared).isEmpty)
        #expect(try exists(tenant.text, in: second.provisioner()) == [true, true])
        #expect(try exists(tenant.text, in: database.parameters) == [false, false])
        let place = DataPlace(server: try SecondCluster.name, database: TenantNames(tenant).database)
        #expect(try installation.dataPlaces().contains(place))
        var failures = FailureList()
        let plans = try installation.migrationPlans(failures: &failures)
        #expect(plans.first { $0.place == place }?.plan.isEmpty == true && failures.isEmpty)
        let overview = try #require(installation.serverOverviews().first { $0.server.name == place.server })
        #expect(overview.tenants == 1)
        #expect(overview.capacity.promised[.connections] == 8)
        #expect(overview.capacity.promised[.cpu] == 0.25)
    }

    @Test("loads, mesh, channels, audit and rotation find it there")
    func used() throws {
        _ = try installation.apply(declared)
        let file = "\(installation.settings.stateDirectory)/communes.csv"
        try Data("code;nom\n01004;Ambérieu\n2A004;Ajaccio\n".utf8).write(to: URL(filePath: file))
        let schema = TenantNames(tenant).themeSchema(try Theme("economie"))
        let request = LoadRequest(origin: .file(path: file), schema: schema, table: try Identifier("communes"))
        let report = try installation.load(request, for: tenant) { _ in }
        #expect(report.tally?.loaded == 2)
        #expect(report.notes == [])
        #expect(try installation.assets(of: tenant, matching: nil).count == 1)
        let login = TenantNames(tenant).appLogin
        let parameters = try installation.parameters(forLogin: login, of: tenant)
        #expect(parameters.host == second.record.socket)
        let rows: Int? = try Connection(to: parameters).first("select count(*) from communes") { row in try row[0] }
        #expect(rows == 2)

        let channel = try installation.channel(.metabase, of: tenant)
        #expect(!(try installation.enable(channel, isApplied: true).isEmpty))
        #expect(try installation.enable(channel, isApplied: false).isEmpty)
        #expect(try installation.access(of: channel).isExact)
        let trial = try installation.trial(of: channel, rowLimit: 5)
        #expect(trial.unexpected == [])
        #expect(trial.views.map(\.rowCount) == [2])

        let before = parameters.password
        let rotated = try installation.rotate(
            Rotation(keys: false, logins: true, channels: true, isOnlyDue: false), of: .only([.tenant(tenant)]))
        #expect(rotated.failures.isEmpty)
        let after = try installation.parameters(forLogin: login, of: tenant)
        #expect(after.password != before)
        _ = try Connection(to: after)
        var old = after
        old.password = before
        old.passwordSource = nil
        #expect(throws: ConnectionFailure.self) { _ = try Connection(to: old) }
        #expect(try installation.plan(declared).isEmpty)
        let faults = try installation.checkSecrets(deep: true).filter { $0.verdict == .failure }
        #expect(faults.map(\.fact) == [])
        let verified = try installation.verifyAudit(.tenant(tenant), anchorFiles: [], publicKeyFiles: [])
        #expect(verified.isSound)
        #expect(verified.chains.count == 2)
    }

    @Test("what was changed by hand there is named and mended")
    func drift() throws {
        _ = try installation.apply(declared)
        let there = try Connection(to: second.provisioner(database: "socle_\(tenant)"))
        try there.execute("alter role \(identifier: TenantNames(tenant).appLogin) connection limit 99 createdb")
        try there.execute("alter role \(identifier: TenantNames(tenant).etlLogin) password 'theirs'")
        try there.execute("grant usage on schema \(identifier: TenantNames(tenant).dataSchema) to public")
        let plan = try installation.plan(declared)
        #expect(plan.changes.count >= 3)
        _ = try installation.apply(declared)
        #expect(try installation.plan(declared).isEmpty)
    }

    @Test("a file that names another server is refused, and so is a region that residency forbids")
    func refusals() throws {
        _ = try installation.apply(declared)
        let elsewhere = try TenantConfiguration.sample(tenant, tier: .premium, placement: .cluster, server: .base)
        #expect(throws: PlacementFailure.elsewhere(tenant, from: try SecondCluster.name, to: .base)) {
            try installation.plan(elsewhere)
        }
        let other = try database.newTenant()
        let bound = try TenantConfiguration.sample(
            other, tier: .premium, placement: .cluster, residency: Residency(regions: ["belgique"]))
        #expect(
            throws: LifeFailure.outsideResidency(
                other, what: "server '\(try SecondCluster.name)'", region: "france", allowed: ["belgique"])
        ) { try installation.apply(bound) }
        #expect(try exists(other.text, in: second.provisioner()) == [false, false])
    }

    @Test("a server in which somebody lies is not given up")
    func kept() throws {
        _ = try installation.apply(declared)
        let failure = #expect(throws: RegistrationFailure.self) { try installation.removeServer(SecondCluster.name) }
        #expect(failure?.code.text == "SRV111")
        #expect(try installation.plan(declared).isEmpty)
    }

    @Test("who would be promised more than there is, is refused in production and said in development")
    func capacity() throws {
        let large = try TenantConfiguration.sample(tenant, tier: .premium, placement: .cluster, connections: 500)
        let plan = try installation.plan(large)
        #expect(plan.notes.count == 1)
        #expect(plan.notes.first?.contains("has 185 connections to promise") == true)
        // Of several together one line a resource, and not one for each of them.
        let more = try (0..<3).map { _ in
            try TenantConfiguration.sample(database.newTenant(), tier: .premium, placement: .cluster, connections: 90)
        }
        var (notes, failures) = ([String](), FailureList())
        let plans = try installation.plans([large] + more, isDeep: false, notes: &notes, failures: &failures)
        #expect(plans.allSatisfy { $0.notes.isEmpty } && failures.isEmpty)
        #expect(notes.count == 1)
        #expect(
            notes.first?.hasSuffix("770 connections would be promised, 4 tenants being to get more") == true, "\(notes)"
        )
        let base = try database.connect()
        try base.execute("update socle.installation set environment = 'production'")
        let settings = installation.settings
        let production = Installation(
            settings: Settings(root: settings.root, environment: .production, values: settings.values))
        for refused in [{ _ = try production.plan(large) }, { _ = try production.apply(large) }] {
            let failure = #expect(throws: PlacementFailure.self) { try refused() }
            #expect(failure?.code.text == "SRV127")
        }
        #expect(try exists(tenant.text, in: second.provisioner()) == [false, false])
        try base.execute("update socle.servers set overcommit = 3 where name = \(SecondCluster.name)")
        #expect(try production.plan(large).isEmpty == false)
        // Without a cluster nothing stands in there.
        try base.execute("delete from socle.servers where name = \(SecondCluster.name)")
        let failure = #expect(throws: PlacementFailure.self) { try production.plan(large) }
        #expect(failure?.code.text == "SRV124")
    }

    @Test("without a cluster the base's server stands in, and plan says so")
    func standIn() throws {
        _ = try installation.removeServer(SecondCluster.name)
        let plan = try installation.apply(declared)
        #expect(plan.notes == ["the base's server stands in for a cluster of its own, as in development it may"])
        #expect(try exists(tenant.text, in: database.parameters) == [true, true])
        #expect(try installation.plan(declared).isEmpty)
        #expect(try installation.plan(declared).notes.count == 1)
    }
}

@Suite("A server that is gone", .database, .serialized)
struct GoneServerTests {
    private let database = TestDatabase.current
    private let server: ServerName
    private let embedded: EmbeddedServer

    /// A cluster that this suite alone ends and starts.
    private static let shared = Result { try SecondCluster(below: TestCluster.shared.get().folder, name: "gone") }

    init() throws {
        let cluster = try Self.shared.get()
        server = try ServerName("gone")
        embedded = EmbeddedServer(state: cluster.record.state, purpose: .throwaway)
        try start()
    }

    /// Starts the server and registers where it listens, as its port may have become another server's while it was gone.
    private func start() throws {
        let started = try embedded.start().record
        _ = try database.installation.addServer(
            ServerRegistration(
                name: server, address: ServerAddress("postgresql:///?host=\(started.socket)&port=\(started.port)"),
                region: "france", overcommit: nil, caFile: nil),
            password: nil)
    }

    @Test("is named by whatever needs it, and keeps nothing else from working")
    func named() throws {
        let installation = database.installation
        let here = try database.makeTenant()
        let there = try database.newTenant()
        let declared = try TenantConfiguration.sample(there, tier: .premium, placement: .cluster)
        _ = try installation.apply(declared)
        _ = try embedded.stop()
        #expect(code { _ = try installation.plan(declared) } == "SRV129")
        #expect(code { _ = try installation.parameters(forLogin: TenantNames(there).appLogin, of: there) } == "PGS103")
        let relayed = try installation.relay()
        #expect(relayed.failures.failures.map(\.code.text) == ["PGS103"])
        let finding = try #require(installation.checkServers(server).first)
        #expect(finding.finding.verdict == .failure && finding.finding.fact.contains("no PostgreSQL server answers"))
        #expect(try installation.serverOverviews().first { $0.server.name == server }?.facts == nil)
        #expect(try installation.plan(.sample(here)).isEmpty)
        // All together: what can be done is done, and the server is told once.
        let new = try database.newTenant()
        let all = try [.sample(here), declared, .sample(new)] as [TenantConfiguration]
        var failures = FailureList()
        var notes: [String] = []
        let plans = try installation.plans(all, isDeep: true, notes: &notes, failures: &failures)
        #expect(plans.map(\.tenant) == [here, new])
        #expect(failures.failures.map(\.code.text) == ["SRV129"])
        let made = Mutex<Set<TenantIdentifier>>([])
        let outcome = code {
            try installation.apply(all, jobs: 2) { plan in made.withLock { _ = $0.insert(plan.tenant) } }
        }
        #expect(outcome == "SRV129")
        #expect(made.withLock { $0 } == [here, new])
        failures = FailureList()
        let drifts = try installation.drift(of: [here, there, new], isDeep: true, failures: &failures)
        #expect(drifts.map(\.tenant) == [here, new] && drifts.allSatisfy(\.isEmpty))
        #expect(failures.failures.map(\.code.text) == ["SRV129"])
        failures = FailureList()
        let ledgers = try installation.migrationLedgers(failures: &failures)
        #expect(ledgers.count == 1 && !ledgers[0].entries.isEmpty)
        #expect(try installation.migrationPlans(failures: &failures).count == 1)
        #expect(failures.failures.map(\.code.text) == ["SRV130", "SRV130"])
        let matrix = try installation.accessMatrix()
        #expect(matrix.findings.map(\.kind) == [.untried] && matrix.findings[0].place.server == server)
        #expect(matrix.logins.isSuperset(of: [TenantNames(here).appLogin.text, TenantNames(new).appLogin.text]))
        let told = Mutex<[String]>([])
        let once = code { try TenantGuard(installation) { event in told.withLock { $0.append(event.line) } }.once() }
        #expect(once == "PGS103", "\(told.withLock { $0 })")
        let findings = installation.examine()
        #expect(findings.contains { $0.subject == "server \(server)" && $0.verdict == .failure })
        #expect(findings.contains { $0.subject == "runtime's way" }, "the examination ended early")
        try start()
        #expect(try installation.plan(declared).isEmpty)
    }

    @Test("and comes back is finished with by the next run, wherever it went")
    func inTheMiddle() throws {
        let installation = database.installation
        var failed = 0
        let moments = [0, 60, 150, 300, 600, 1000]
        for moment in moments {
            let tenant = try database.newTenant()
            let declared = try TenantConfiguration.sample(tenant, tier: .premium, placement: .cluster)
            let outcomes = try atOnce(2) { index -> String in
                if index == 1 {
                    usleep(UInt32(moment) * 1000)
                    _ = try embedded.stop()
                    return ""
                }
                return code { _ = try installation.apply(declared) }
            }
            let outcome = outcomes.joined()
            failed += outcome == "done" ? 0 : 1
            #expect(
                outcome == "done" || outcome.hasPrefix("PGS") || outcome.hasPrefix("MIG") || outcome == "SRV129",
                "after \(moment) ms: \(outcome)")
            try start()
            _ = try installation.apply(declared)
            #expect(try installation.plan(declared).changes.map(\.sentence) == [], "after \(moment) ms")
            _ = try Connection(to: installation.parameters(forLogin: TenantNames(tenant).appLogin, of: tenant))
        }
        print("a server was ended in the middle of \(moments.count) runs, of which \(failed) failed and were finished")
        #expect(failed > 0)
    }

    /// The code of the failure, or `done`.
    private func code(_ body: () throws -> Void) -> String {
        do {
            try body()
            return "done"
        } catch let failure as any Failure {
            return failure.code.text
        } catch let list as FailureList {
            return list.failures.first?.code.text ?? ""
        } catch {
            return "\(error)"
        }
    }
}
