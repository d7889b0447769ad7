import FoundationEssentials
import Operations
import Postgres
import Settings
import Tenancy
import TestServer
import Testing
import Vocabulary

/// Each test has a cluster's file for itself, since all of them change the one of the second cluster.
@Suite("Changes of pg_hba.conf", .database, .serialized)
struct HostAccessChangeTests {
    private let installation = TestDatabase.current.installation
    private let cluster: SecondCluster
    private let server: ServerName

    /// A cluster that no other suite touches.
    private static let shared = Result {
        try SecondCluster(below: TestCluster.shared.get().folder, name: "rules")
    }

    init() throws {
        cluster = try Self.shared.get()
        server = try ServerName("rules")
        _ = try installation.addServer(
            ServerRegistration(
                name: server, address: ServerAddress(cluster.address), region: nil, overcommit: nil, caFile: nil),
            password: nil)
        try installation.changeHostAccess(on: server) { _ in HostAccessBlock([]) }
    }

    private func block(_ networks: String..., tenant: String = "acme") -> HostAccessBlock {
        let logins = [Identifier(derived: "\(tenant)_admin"), Identifier(derived: "\(tenant)_app")]
        let policy = HostAccessPolicy(networks: networks.compactMap { NetworkRange($0) }, requiresTLS: true)
        return HostAccessBlock(
            tenants: [policy.rules(for: logins, hasTLS: true)], isNeeded: true, platform: nil, hasTLS: true)
    }

    private func text() throws -> String {
        try Connection(to: cluster.provisioner()).first("select pg_read_file(current_setting('hba_file'))") { row in
            try row[0]
        } ?? ""
    }

    /// Lets the server's account run a line of the shell, as somebody at the machine would.
    private func byHand(_ script: String) throws {
        try Connection(to: cluster.provisioner()).execute(
            "copy (select '') to program \(literal: "cat >/dev/null; cd '\(cluster.record.data)' && \(script)")")
    }

    @Test("rules are written before all others, loaded, and found again")
    func written() throws {
        let before = try text()
        let wanted = block("10.0.0.0/8")
        let done = try installation.changeHostAccess(on: server) { _ in wanted }
        #expect(done.count == wanted.rules.count)
        #expect(try installation.changeHostAccess(on: server) { _ in wanted }.isEmpty)
        #expect(try text() == (wanted.lines + [before]).joined(separator: "\n"))
        let first: String? = try Connection(to: cluster.provisioner()).first(
            "select array_to_string(user_name, ' ') from pg_hba_file_rules order by line_number limit 1"
        ) { row in try row[0] }
        #expect(first == "+socle_guarded")
        // The old file is kept.
        try byHand("test -f pg_hba.conf.socle-previous && test ! -e pg_hba.conf.socle-pending")
        try installation.changeHostAccess(on: server) { _ in HostAccessBlock([]) }
        #expect(try text() == before)
    }

    @Test("what was changed by hand is named and mended")
    func drift() throws {
        let wanted = block("10.0.0.0/8")
        try installation.changeHostAccess(on: server) { _ in wanted }
        try byHand("sed -i 's/10.0.0.0.8 scram-sha-256/10.0.0.0\\/8 reject/' pg_hba.conf")
        #expect(
            try installation.changeHostAccess(on: server) { _ in wanted } == [
                "add to pg_hba.conf: hostssl all acme_admin,acme_app 10.0.0.0/8 scram-sha-256",
                "remove from pg_hba.conf: hostssl all acme_admin,acme_app 10.0.0.0/8 reject",
            ])
        try byHand("sed -i '1i host all all 127.0.0.1/32 reject' pg_hba.conf")
        #expect(
            try installation.changeHostAccess(on: server) { _ in wanted } == [
                "put the rules of tenants before all others in pg_hba.conf"
            ])
        try byHand("sed -i '/^host all all 127.0.0.1.32 reject$/d' pg_hba.conf")
    }

    @Test("a run that was cut short anywhere is finished by the next")
    func cutShort() throws {
        let wanted = block("10.0.0.0/8")
        try installation.changeHostAccess(on: server) { _ in wanted }
        let good = try text()
        // Killed after the new file got its name: written, not loaded.
        let next = block("10.0.0.0/8", "192.0.2.0/24")
        let script = HostAccessFile(text: good).replacing(with: next)
        let encoded = Data(script.utf8).base64EncodedString()
        try byHand("ln pg_hba.conf pg_hba.conf.socle-pending && echo \(encoded) | base64 -d >x && mv x pg_hba.conf")
        #expect(
            try installation.changeHostAccess(on: server) { _ in next } == [
                "load pg_hba.conf, which was written and not loaded"
            ])
        try byHand("test ! -e pg_hba.conf.socle-pending")
        // Killed before: the half of a new file lies about, and the old one has two names.
        try byHand("ln pg_hba.conf pg_hba.conf.socle-pending && head -c 20 pg_hba.conf >pg_hba.conf.socle-new")
        #expect(!(try installation.changeHostAccess(on: server) { _ in wanted }).isEmpty)
        #expect(try text() == good)
        try byHand("test ! -e pg_hba.conf.socle-pending")
    }

    @Test("a file that the server would refuse is put back, and one that was wrong before is not made worse")
    func refused() throws {
        let wanted = block("10.0.0.0/8")
        try installation.changeHostAccess(on: server) { _ in wanted }
        let good = try text()
        try byHand("sed -i '$a nonsense' pg_hba.conf")
        let broken = try text()
        let failure = #expect(throws: HostAccessFailure.self) {
            try installation.changeHostAccess(on: server) { _ in block("192.0.2.0/24") }
        }
        #expect(failure?.code.text == "SRV143")
        #expect(try text() == broken)
        // Wrong already under the new name, as after a crash: the old one comes back.
        let encoded = Data(good.utf8).base64EncodedString()
        try byHand("echo \(encoded) | base64 -d >pg_hba.conf.socle-pending")
        let second = #expect(throws: HostAccessFailure.self) {
            try installation.changeHostAccess(on: server) { _ in wanted }
        }
        #expect(second?.code.text == "SRV142")
        #expect(try text() == good)
        #expect(try installation.changeHostAccess(on: server) { _ in wanted }.isEmpty)
    }

    @Test("runs at once change it one after the other, and none undoes another")
    func atTheSameTime() throws {
        let tenants = (0..<6).map { "t\($0)\(randomWord(4))" }
        _ = try atOnce(tenants.count) { index in
            try installation.changeHostAccess(on: server) { state in
                var all = state.file.block.rulesByTenant
                let login = Identifier(derived: "\(tenants[index])_admin")
                all[tenants[index]] = HostAccessPolicy(networks: [NetworkRange("10.0.0.0/8")!])
                    .rules(for: [login], hasTLS: true)
                return HostAccessBlock(tenants: Array(all.values), isNeeded: true, platform: nil, hasTLS: true)
            }
        }
        #expect(Set(HostAccessFile(text: try text()).block.rulesByTenant.keys) == Set(tenants))
    }

    @Test("a server that is started anew keeps the rules of tenants, and nothing that was put there in their place")
    func restart() throws {
        let wanted = block("10.0.0.0/8")
        try installation.changeHostAccess(on: server) { _ in wanted }
        let embedded = EmbeddedServer(state: cluster.record.state, purpose: .throwaway)
        _ = try embedded.stop()
        #expect(try embedded.start().record.port == cluster.record.port)
        #expect(HostAccessFile(text: try text()).holds(wanted))
        // A link to what only root may read, with a line among the rules that is none.
        let secret = "\(cluster.record.state)/only-root"
        let lines =
            [HostAccessBlock.begin, "s3cret-\(randomWord(8))"] + wanted.rules.map(\.description) + [HostAccessBlock.end]
        try Data(lines.joined(separator: "\n").utf8).write(to: URL(filePath: secret))
        try byHand("mv pg_hba.conf kept && ln -s '\(secret)' pg_hba.conf")
        _ = try embedded.stop()
        _ = try embedded.start()
        #expect(HostAccessFile(text: try text()).lines.isEmpty)
        #expect(!(try text()).contains("s3cret"))
        try installation.changeHostAccess(on: server) { _ in wanted }
        #expect(HostAccessFile(text: try text()).holds(wanted))
    }
}
