import FoundationEssentials
import Operations
import Postgres
import Settings
import Tenancy
import TestServer
import Testing
import Vocabulary

/// Who really gets in over a network, tried from an address that is no loopback.
@Suite("Networks, TLS and certificates of clients", .database, .serialized)
struct NetworkAccessTests {
    private let database = TestDatabase.current
    private let cluster: SecondCluster
    private let tenant: TenantIdentifier
    private let names: TenantNames
    private let here: String

    private var installation: Installation { database.installation }

    init() throws {
        cluster = try SecondCluster.shared.get()
        here = try #require(cluster.networkAddress, "this machine has no address but the loopback")
        tenant = try database.newTenant()
        names = TenantNames(tenant)
        _ = try installation.addServer(
            ServerRegistration(
                name: SecondCluster.name, address: ServerAddress(cluster.address), region: "france", overcommit: nil,
                caFile: nil), password: nil)
    }

    private func declared(
        from networks: [String] = [], tls: Bool = false, mutual: Bool = false
    ) throws -> TenantConfiguration {
        try .sample(
            tenant, tier: .premium, placement: .cluster,
            security: .init(
                network: .init(allowedIPs: networks), tls: .init(isRequired: tls, isMutual: mutual)))
    }

    /// How the application comes over the network; what is not given is as it should be.
    private func come(
        usesTLS: Bool = true, certificate: String? = nil, password: String? = nil, as login: Identifier? = nil
    ) throws -> String {
        let login = login ?? names.appLogin
        let right = try installation.parameters(forLogin: login, of: tenant).password ?? ""
        let parameters = cluster.overNetwork(
            login.text, password: password ?? right, database: names.database.text, certificate: certificate,
            usesTLS: usesTLS)
        do {
            return try Connection(to: parameters).first("select session_user::text") { row in try row[0] } ?? ""
        } catch let failure as ConnectionFailure {
            if case .refused(_, _, _, let state, _) = failure { return state.description }
            return failure.code.text
        }
    }

    @Test("right network, TLS, certificate and password get in, and each one missing is refused")
    func everything() throws {
        _ = try installation.apply(declared(from: ["\(here)/32", "10.0.0.0/8"], tls: true, mutual: true))
        #expect(try installation.plan(declared(from: ["10.0.0.0/8", here], tls: true, mutual: true)).isEmpty)
        for name in [names.appLogin, names.adminLogin] { try cluster.makeClientCertificate(for: name.text) }
        try cluster.makeClientCertificate(for: "\(names.appLogin)2")
        try cluster.makeForeignCertificate("foreign_\(tenant)", for: names.appLogin.text)
        let own = names.appLogin.text
        // 28000 is a line of pg_hba.conf, 28P01 a wrong password or a certificate in another name; one that nobody known
        // signed ends the handshake.
        let cases: [(name: String, came: String, wanted: String)] = [
            ("all right", try come(certificate: own), own),
            (
                "another login with its own", try come(certificate: names.adminLogin.text, as: names.adminLogin),
                names.adminLogin.text
            ),
            ("wrong password", try come(certificate: own, password: "wrong"), "28P01"),
            ("no certificate", try come(), "28000"),
            ("another's certificate", try come(certificate: names.adminLogin.text), "28P01"),
            ("a longer name's certificate", try come(certificate: "\(own)2"), "28P01"),
            ("no TLS", try come(usesTLS: false), "28000"),
            ("a certificate of another authority", try come(certificate: "foreign_\(tenant)"), "PGS103"),
        ]
        for tried in cases { #expect(tried.came == tried.wanted, "\(tried.name)") }
        // The platform loads over the local way, which needs none of it.
        _ = try Connection(to: installation.parameters(forLogin: names.etlLogin, of: tenant))
        _ = try installation.apply(declared(from: ["203.0.113.0/24"], tls: true, mutual: true))
        #expect(try come(certificate: own) == "28000")
        #expect(try come(certificate: own, password: "wrong") == "28000")
        print("\(cases.count + 2) ways in were tried from \(here)")
    }

    @Test("TLS alone, and networks alone, are asked for alone")
    func parts() throws {
        _ = try installation.apply(declared(tls: true))
        #expect(try come() == names.appLogin.text)
        #expect(try come(usesTLS: false) == "28000")
        #expect(try installation.plan(declared(tls: true)).isEmpty)
        _ = try installation.apply(declared(from: ["\(here)/24"]))
        #expect(try come() == names.appLogin.text)
        #expect(try come(usesTLS: false) == names.appLogin.text)
        _ = try installation.apply(declared(from: ["203.0.113.0/24"]))
        #expect(try come() == "28000")
        _ = try installation.apply(declared())
        #expect(try come(usesTLS: false) == names.appLogin.text)
        #expect(try installation.plan(declared()).isEmpty)
        #expect(try HostAccessFile(text: file()).block.rulesByTenant[tenant.text] == nil)
    }

    @Test("who is in under rules of before is put out when they become stricter, and nobody else")
    func tightened() throws {
        _ = try installation.apply(declared())
        let right = try installation.parameters(forLogin: names.appLogin, of: tenant)
        func session(usesTLS: Bool) throws -> Connection {
            try Connection(
                to: cluster.overNetwork(
                    names.appLogin.text, password: right.password ?? "", database: names.database.text,
                    usesTLS: usesTLS))
        }
        let plain = try session(usesTLS: false)
        let encrypted = try session(usesTLS: true)
        let local = try Connection(to: right)
        let plan = try installation.plan(declared(tls: true))
        #expect(plan.changes(in: .eviction).map(\.sentence).first?.contains("end a session") == true)
        _ = try installation.apply(declared(tls: true))
        #expect(throws: ConnectionFailure.self) { try plain.execute("select 1") }
        try encrypted.execute("select 1")
        try local.execute("select 1")
        #expect(try installation.plan(declared(tls: true)).isEmpty)
        _ = try installation.apply(declared(from: ["203.0.113.0/24"], tls: true))
        #expect(throws: ConnectionFailure.self) { try encrypted.execute("select 1") }
        try local.execute("select 1")
    }

    @Test("a line that was changed by hand is named, and so is one that was taken away")
    func drift() throws {
        let wanted = try declared(from: [here], tls: true)
        _ = try installation.apply(wanted)
        let line = "hostssl all \(names.adminLogin)"
        try Connection(to: cluster.provisioner()).execute(
            "copy (select '') to program \(literal: "cat >/dev/null; sed -i '/^\(line)/d' '\(cluster.record.data)/pg_hba.conf'")"
        )
        let sentences = try installation.plan(wanted).changes(in: .access).map(\.sentence)
        #expect(sentences.count == 1)
        #expect(sentences.first?.hasPrefix("add to pg_hba.conf: \(line)") == true)
        _ = try installation.apply(wanted)
        #expect(try installation.plan(wanted).isEmpty)
        #expect(try come() == names.appLogin.text)
    }

    @Test("lines follow a tenant to its new name")
    func renamed() throws {
        _ = try installation.apply(declared(from: ["203.0.113.0/24"], tls: true))
        let new = try database.newTenant()
        let server = try SecondCluster.name
        for _ in 1...2 { try installation.renameHostAccess(from: tenant, to: new, on: server) }
        let rules = try HostAccessFile(text: file()).block.rulesByTenant
        #expect(rules[tenant.text] == nil)
        #expect(rules[new.text]?.count == 2)
        #expect(rules[new.text]?.last?.description.hasPrefix("host all \(new)_admin,\(new)_app,\(new)_etl") == true)
        try installation.renameHostAccess(from: new, to: tenant, on: server)
        #expect(try installation.plan(declared(from: ["203.0.113.0/24"], tls: true)).isEmpty)
    }

    private func file() throws -> String {
        try Connection(to: cluster.provisioner()).first("select pg_read_file(current_setting('hba_file'))") { row in
            try row[0]
        } ?? ""
    }
}
