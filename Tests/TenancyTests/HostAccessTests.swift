import FoundationEssentials
import Testing
import Vocabulary

@testable import Tenancy

@Suite("Rules of pg_hba.conf")
struct HostAccessTests {
    private let logins = [Identifier(derived: "acme_admin"), Identifier(derived: "acme_app")]

    @Test(
        "networks have one form",
        arguments: [
            ("10.1.2.3/8", "10.0.0.0/8"), ("192.0.2.7", "192.0.2.7/32"), ("0.0.0.0/0", "0.0.0.0/0"),
            ("2001:DB8:0::1/33", "2001:db8::/33"), ("::1", "::1/128"), ("255.255.255.255/31", "255.255.255.254/31"),
        ])
    func networks(text: String, written: String) throws {
        #expect(try #require(NetworkRange(text)).description == written)
    }

    @Test(
        "what is no network is none",
        arguments: [
            "", "/", "10.0.0.0/33", "10.0.0.0/08", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/8/8", "10.0.0/8", "all",
            "samenet", "example.org", "2001:db8::/129", "::1%lo", "10.0.0.0/8 trust",
            "10.0.0.0/8\nhost all all all trust",
            "10.0.0.0/8\u{0}", "１０.0.0.0/8", " 10.0.0.0/8", "0x0a.0.0.0/8",
        ])
    func noNetworks(text: String) {
        #expect(NetworkRange(text) == nil)
    }

    @Test("a tenant without demands needs no line and no group")
    func open() {
        #expect(HostAccessPolicy.open.groups.isEmpty)
        #expect(HostAccessPolicy.open.rules(for: logins, hasTLS: true).isEmpty)
    }

    @Test("TLS and certificates are matters of groups, whose few lines hold for all tenants")
    func groups() {
        #expect(HostAccessPolicy(requiresTLS: true).groups == [PlatformRoles.guarded, PlatformRoles.tls])
        let mutual = HostAccessPolicy(requiresCertificate: true)
        #expect(mutual.groups == [PlatformRoles.guarded, PlatformRoles.certificate])
        #expect(mutual.rules(for: logins, hasTLS: true).isEmpty)
        let block = HostAccessBlock(tenants: [], isNeeded: true, platform: nil, hasTLS: true)
        #expect(
            block.rules.map(\.description) == [
                "host all +socle_guarded 127.0.0.1/32 scram-sha-256",
                "host all +socle_guarded ::1/128 scram-sha-256",
                "hostssl all +socle_certificate all scram-sha-256 clientcert=verify-full",
                "host all +socle_certificate all reject",
                "hostnossl all +socle_tls all reject",
            ])
    }

    @Test("networks are lines of the tenant, and what is not in them is refused")
    func tenantLines() throws {
        let policy = HostAccessPolicy(
            networks: [try #require(NetworkRange("2001:db8::/32")), try #require(NetworkRange("10.0.0.0/8"))],
            requiresCertificate: true)
        #expect(
            policy.rules(for: logins, hasTLS: true).map(\.description) == [
                "hostssl all acme_admin,acme_app 10.0.0.0/8 scram-sha-256 clientcert=verify-full",
                "hostssl all acme_admin,acme_app 2001:db8::/32 scram-sha-256 clientcert=verify-full",
                "host all acme_admin,acme_app all reject",
            ])
        // hostssl without TLS would be an error in the file, and nobody could come that way.
        #expect(
            policy.rules(for: logins, hasTLS: false).map(\.description) == ["host all acme_admin,acme_app all reject"])
    }

    @Test("what the platform writes it reads again")
    func roundTrip() throws {
        let network = try #require(NetworkRange("10.0.0.0/8"))
        let block = HostAccessBlock(
            tenants: [HostAccessPolicy(networks: [network], requiresTLS: true).rules(for: logins, hasTLS: true)],
            isNeeded: true, platform: NetworkRange("192.0.2.1"), hasTLS: true)
        let file = HostAccessFile(text: HostAccessFile(text: "local all all peer\n").replacing(with: block))
        #expect(file.block == block)
        #expect(file.holds(block))
        #expect(file.differences(from: block).isEmpty)
        #expect(file.text.hasSuffix("\nlocal all all peer\n"))
        #expect(block.rulesByTenant["acme"]?.count == 2)
    }

    @Test(
        "a line in any other form is somebody else's",
        arguments: [
            "host all acme_admin 10.0.0.0/8 trust", "host all acme_admin all scram-sha-256 ", "host  all a all reject",
            "host all \"all\" all reject", "host all all,+x all reject", "local all a peer",
            "host all a_b,c_d, all reject",
            "host socle a_b all reject", "host all a_b example.org reject", "host all a_b 10.0.0.1/8 reject",
            "host all a_b all scram-sha-256 clientcert=verify-ca", "host all A_b all reject", "host all all all reject",
            "host all sameuser all reject", "include x", "host all a_b all",
        ])
    func foreignLines(line: String) {
        #expect(HostAccessRule(line: line) == nil)
    }

    @Test("everything outside the markers stays byte by byte")
    func restStays() {
        let rest = "# géré à la main\r\nhost all all all scram-sha-256\t# é\n\n\n  local x y peer"
        let block = HostAccessBlock(tenants: [], isNeeded: true, platform: nil, hasTLS: true)
        let with = HostAccessFile(text: HostAccessFile(text: rest).replacing(with: block))
        #expect(with.text == (block.lines + [rest]).joined(separator: "\n"))
        #expect(HostAccessFile(text: with.replacing(with: HostAccessBlock([]))).text == rest)
    }

    @Test("a part that is doubled, cut, moved or edited is made whole")
    func damage() {
        let block = HostAccessBlock(tenants: [], isNeeded: true, platform: nil, hasTLS: true)
        let general = "host all all all scram-sha-256"
        let lines = block.lines
        let damaged: [[String]] = [
            lines + lines + [general],
            Array(lines.dropLast()) + [general],
            Array(lines.dropFirst()) + [general],
            [general] + lines,
            [lines[0], "host all all all trust"] + lines.dropFirst() + [general],
            [lines[0]] + lines.dropFirst(2) + [general],
            [lines[0]] + lines.dropFirst().dropLast().reversed() + [lines[lines.count - 1], general],
        ]
        for text in damaged.map({ $0.joined(separator: "\n") }) {
            let file = HostAccessFile(text: text)
            #expect(!file.holds(block), "\(text)")
            #expect(!file.differences(from: block).isEmpty, "\(text)")
            let mended = HostAccessFile(text: file.replacing(with: block))
            #expect(mended.holds(block), "\(text)")
            #expect(mended.text.hasSuffix(general), "\(text)")
            #expect(!mended.text.contains("trust"), "\(text)")
        }
    }

    @Test("a session is let stay exactly when it would be let in")
    func sessions() throws {
        func session(_ address: String, tls: Bool = false, certificate: Bool = false) throws -> NetworkSession {
            NetworkSession(
                login: "acme_app", process: 1, address: try #require(NetworkRange(address)), isEncrypted: tls,
                hasCertificate: certificate)
        }
        let networks = [try #require(NetworkRange("10.0.0.0/8"))]
        let platform = NetworkRange("192.0.2.1")
        let all = HostAccessPolicy(networks: networks, requiresCertificate: true)
        #expect(all.admits(try session("10.1.2.3", tls: true, certificate: true), platform: platform))
        #expect(!all.admits(try session("10.1.2.3", tls: true), platform: platform))
        #expect(!all.admits(try session("10.1.2.3", certificate: true), platform: platform))
        #expect(!all.admits(try session("11.1.2.3", tls: true, certificate: true), platform: platform))
        #expect(!all.admits(try session("::ffff:10.1.2.3", tls: true, certificate: true), platform: platform))
        for local in ["127.0.0.1", "::1", "192.0.2.1"] {
            #expect(all.admits(try session(local), platform: platform))
        }
        #expect(!HostAccessPolicy(requiresTLS: true).admits(try session("10.1.2.3"), platform: nil))
        #expect(HostAccessPolicy.open.admits(try session("11.1.2.3"), platform: nil))
    }

    @Test("what a file asks for that is no network lets nobody in, and the registry keeps it whole")
    func policies() throws {
        let wrong = HostAccessPolicy(TenantSecurity(network: .init(allowedIPs: ["example.org"])))
        #expect(wrong.networks.map(\.description) == ["255.255.255.255/32"])
        let policy = HostAccessPolicy(
            TenantSecurity(network: .init(allowedIPs: ["10.0.0.0/8", "10.2.3.4/8"]), tls: .init(isMutual: true)))
        #expect(policy.networks.count == 1 && policy.requiresTLS && policy.requiresCertificate)
        let kept = try JSONDecoder().decode(HostAccessPolicy.self, from: Data(policy.json.description.utf8))
        #expect(kept == policy)
    }
}
