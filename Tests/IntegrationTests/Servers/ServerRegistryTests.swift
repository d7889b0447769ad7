import Cryptography
import FoundationEssentials
import Postgres
import Settings
import Tenancy
import TestServer
import Testing
import Vocabulary

@testable import Operations

@Suite("Registered servers", .database)
struct ServerRegistryTests {
    private let database = TestDatabase.current
    private let second: SecondCluster
    private let name: ServerName

    init() throws {
        second = try SecondCluster.shared.get()
        name = try SecondCluster.name
    }

    private func add(
        _ name: ServerName? = nil, address: String? = nil, region: String? = "france", overcommit: Double? = nil,
        caFile: String? = nil
    ) throws -> [Finding] {
        try database.installation.addServer(
            ServerRegistration(
                name: name ?? self.name, address: ServerAddress(address ?? second.address), region: region,
                overcommit: overcommit, caFile: caFile), password: nil)
    }

    @Test("a cluster is registered, listed, checked and given up")
    func life() throws {
        let findings = try add(overcommit: 2)
        #expect(!findings.contains { $0.verdict == .failure })
        let overview = try #require(database.installation.serverOverviews().first { $0.server.name == name })
        #expect(overview.server.region == "france")
        #expect(overview.facts?.version == 150_020 || (overview.facts?.version ?? 0) > 150_020)
        #expect(overview.capacity.limit(of: .connections) == Double(200 - 5 - 10) * 2)
        #expect((overview.capacity.available(.storage) ?? 0) > 1e6)
        #expect((overview.capacity.limit(of: .cpu) ?? 0) >= 2)
        // Said again, it changes what is said and nothing else.
        _ = try add(region: nil, overcommit: 3)
        let again = try #require(database.installation.servers().first { $0.name == name })
        #expect(again.region == "france" && again.overcommit == 3)
        let checked = try database.installation.checkServers(name)
        #expect(checked.filter { $0.finding.verdict == .failure }.map(\.finding.fact) == [])
        let connection = try Connection(to: second.provisioner())
        let isOpen: Bool? = try connection.first(
            "select has_database_privilege('public', 'postgres', 'connect')"
        ) { row in try row[0] }
        #expect(isOpen == false)
    }

    @Test("a cluster whose local socket takes no password is not fit, since no login of a tenant would come in")
    func localProof() throws {
        var facts = try ServerFacts.inspect(Connection(to: second.provisioner()))
        #expect(facts.localProof == "scram-sha-256")
        #expect(!facts.findings(isLocal: true).contains { $0.verdict == .failure })
        for proof in ["peer", "reject", nil] {
            facts.localProof = proof
            #expect(facts.findings(isLocal: true).filter { $0.verdict == .failure }.map(\.subject) == ["way there"])
            #expect(!facts.findings(isLocal: true, isBase: true).contains { $0.verdict == .failure })
        }
    }

    @Test("the base's own cluster, another installation's and another environment's are refused")
    func others() throws {
        let record = database.cluster.record
        let own = "postgresql:///?host=\(record.socket)&port=\(record.port)"
        #expect(code { try add(address: own) } == "SRV108")
        _ = try add()
        #expect(code { try add(ServerName("third")) } == "SRV109")
        let base = try database.connect()
        try base.execute("delete from socle.servers where name = \(name)")
        try base.execute("update socle.installation set installation_id = gen_random_uuid()")
        #expect(code { try add() } == "SRV109")
    }

    @Test(
        "an address says where and as whom, and nothing else",
        arguments: [
            ("postgresql://a:secret-3f7@localhost/", "SRV102"),
            ("postgresql:///?host=/tmp&password=secret-3f7", "SRV102"),
            ("host=/tmp", "SRV101"), ("postgresql:///", "SRV101"), ("postgresql://a,b/", "PGS102"),
            ("postgresql://a/?sslmode=disable", "SRV101"), ("postgresql://a/?sslrootcert=/x", "SRV101"),
            ("postgresql://a/?passfile=/x", "SRV101"), ("postgresql://a/?service=x", "SRV101"),
            ("postgresql://a/?options=-c%20x%3Dy", "SRV101"), ("postgresql://a/other", "SRV101"),
            ("postgresql://a/?nonsense=1", "PGS101"), ("postgresql://[a:secret-3f7@", "SRV102"),
            ("postgresql://%zz/", "PGS101"),
        ])
    func addresses(text: String, code: String) throws {
        let failure = #expect(throws: (any Error).self) { try ServerAddress(text) }
        let found = try #require(failure as? any Failure)
        #expect(found.code.text == code)
        #expect(!"\(found) \(found.detail ?? "") \(found.hint ?? "")".contains("secret-3f7"))
    }

    @Test(
        "a region is what a tenant's file may name, and nothing else is kept",
        arguments: ["", " ", "f r", "France", "f", "\u{1B}[31m", "fr\nance", String(repeating: "a", count: 64)])
    func regions(text: String) throws {
        for name in [self.name, .base] {
            #expect(
                code {
                    try database.installation.addServer(
                        ServerRegistration(
                            name: name, address: name == .base ? nil : ServerAddress(second.address), region: text,
                            overcommit: nil, caFile: nil), password: nil)
                } == "SRV116")
        }
        #expect(try database.installation.servers().allSatisfy { $0.region != text })
        #expect(!RegistrationFailure.notARegion(text).message.unicodeScalars.contains { $0.value < 0x20 })
    }

    @Test("an address is kept in one form, with what is odd in it")
    func keptAddress() throws {
        let odd = try ServerAddress("postgresql://r%C3%A9gie%20%26@/postgres?host=/tmp/a%20b%26c%3D&port=5433")
        let again = try ServerAddress(odd.text)
        #expect(again == odd)
        #expect(again.user == "régie &" && again.host == "/tmp/a b&c=" && again.port == 5433 && again.isLocal)
        #expect(try ServerAddress("postgresql://db.example/").isLocal == false)
        #expect(try ServerAddress("postgresql://localhost/").isLocal)
        #expect(try ServerAddress("postgresql://[::1]/").isLocal)
        #expect(try ServerAddress("postgresql://localhost/?hostaddr=192.0.2.1").isLocal == false)
    }

    @Test("beyond the machine only TLS with a certificate that proves the name, and a password from the vault")
    func tls() throws {
        let network = try #require(second.networkAddress)
        let connection = try Connection(to: second.provisioner())
        let admin = "admin_" + randomWord(8)
        let password = "mot-de-passe-\(randomWord(12))"
        try connection.execute(
            "create role \(identifier: Identifier(admin)) login superuser password \(literal: SCRAMVerifier.make(password: secret(password)))"
        )
        defer { _ = try? connection.execute("drop role \(identifier: Identifier(derived: admin))") }
        let address = "postgresql://\(admin)@\(network):\(second.record.port)/"
        func register(caFile: String?, _ password: String?) throws -> [Finding] {
            try database.installation.addServer(
                ServerRegistration(
                    name: name, address: ServerAddress(address), region: nil, overcommit: nil, caFile: caFile),
                password: secret(password))
        }
        #expect(code { try register(caFile: nil, password) } == "SRV105")
        #expect(code { try register(caFile: "\(second.certificates)/none.crt", password) } == "OPE110")
        #expect(code { try register(caFile: "\(second.certificates)/ca.key", password) } == "SRV106")
        #expect(code { try register(caFile: "\(second.certificates)/ca.crt", nil) } == "PGS105")
        try second.makeClientCertificate(for: "stranger")
        #expect(code { try register(caFile: "\(second.certificates)/stranger.crt", password) } == "PGS103")
        let findings = try register(caFile: "\(second.certificates)/ca.crt", password)
        #expect(findings.contains { $0.subject == "way there" && $0.fact == "TLS from \(network)" })
        let place = DataPlace(server: name, database: try Identifier("postgres"))
        let session: (user: String, ssl: Bool)? = try database.installation.connectProvisioner(to: place).first(
            "select session_user, ssl from pg_stat_ssl where pid = pg_backend_pid()"
        ) { row in (try row[0], try row[1]) }
        #expect(session?.user == admin && session?.ssl == true)
        #expect(try database.installation.servers().first { $0.name == name }?.platformNetwork == NetworkRange(network))
    }

    private func secret(_ text: String?) throws -> SecretBytes? {
        guard let text else { return nil }
        return try secret(text)
    }

    private func secret(_ text: String) throws -> SecretBytes {
        var bytes = Array(text.utf8)
        return try SecretBytes(wiping: &bytes)
    }

    /// The code of the failure, or what came instead.
    private func code(_ body: () throws -> [Finding]) -> String {
        do {
            return "registered: \(try body().count)"
        } catch let failure as any Failure {
            return failure.code.text
        } catch {
            return "\(error)"
        }
    }
}
