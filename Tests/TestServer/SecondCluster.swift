import FoundationEssentials
import Glibc
import Operations
package import Postgres
package import Settings
import Subprocess
package import Vocabulary

/// Another PostgreSQL cluster beside that of the test run, started by the first test that needs it.
///
/// It speaks TLS with certificates of an authority of its own, and listens on
/// an address that is no loopback where the machine has one.
package final class SecondCluster: Sendable {
    /// The cluster, or why there is none.
    package static let shared = Result { try SecondCluster(below: TestCluster.shared.get().folder, name: "second") }

    /// The name under which tests register it.
    package static var name: ServerName {
        get throws { try ServerName("second") }
    }

    package let record: EmbeddedServerRecord
    /// Folder of the certificates.
    package let certificates: String
    /// An address of this machine that is no loopback, on which the cluster listens; nil on a machine without one.
    package let networkAddress: String?

    /// Starts a cluster below the folder of the run, whose end ends it.
    package init(below folder: String, name: String) throws {
        let state = "\(folder)/\(name)"
        certificates = "\(state)/certificates"
        networkAddress = Self.findNetworkAddress()
        let server = EmbeddedServer(state: state, purpose: .throwaway)
        let first = try server.start().record
        try FileManager.default.createDirectory(atPath: certificates, withIntermediateDirectories: true)
        try Self.makeAuthority(certificates)
        try Self.makeCertificate(
            "server", subject: "/CN=second.example", in: certificates,
            extensions: "subjectAltName=DNS:second.example,DNS:localhost,IP:127.0.0.1"
                + (networkAddress.map { ",IP:\($0)" } ?? ""))
        let connection = try Connection(to: Self.superuser(first))
        for file in ["server.crt", "server.key", "ca.crt"] {
            let content = try Data(contentsOf: URL(filePath: "\(certificates)/\(file)")).base64EncodedString()
            try connection.execute(
                """
                copy (select \(literal: content)) to program
                \(literal: "umask 077; base64 -d >'\(first.data)/\(file)'")
                """)
        }
        let addresses = (["127.0.0.1"] + [networkAddress].compactMap { $0 }).joined(separator: ",")
        let settings = [
            "ssl": "on", "ssl_cert_file": "server.crt", "ssl_key_file": "server.key", "ssl_ca_file": "ca.crt",
            "listen_addresses": addresses,
        ]
        for (name, value) in settings {
            try connection.execute("alter system set \(raw: name) = \(literal: value)")
        }
        _ = try server.stop()
        record = try server.start().record
        // What a server has for everybody who comes over a network.
        try Connection(to: Self.superuser(record)).execute(
            """
            copy (select 'host all all 0.0.0.0/0 scram-sha-256') to program
            \(literal: "cat >>'\(record.data)/pg_hba.conf'")
            """)
        try Connection(to: Self.superuser(record)).execute("select pg_reload_conf()")
    }

    /// Its address as `socle server add` takes it.
    package var address: String { "postgresql:///?host=\(record.socket)&port=\(record.port)" }

    /// The superuser, by the local socket.
    package func provisioner(database: String = "postgres") -> ConnectionParameters {
        Self.superuser(record).with(database: database)
    }

    private static func superuser(_ record: EmbeddedServerRecord) -> ConnectionParameters {
        ConnectionParameters(
            host: record.socket, port: record.port, database: "postgres", user: Settings.provisionerLogin)
    }

    /// How a login comes from outside: TLS with the server's name checked, and a certificate if it has one.
    package func overNetwork(
        _ login: String, password: String, database: String, certificate: String? = nil, usesTLS: Bool = true
    ) -> ConnectionParameters {
        var parameters = ConnectionParameters(
            host: networkAddress, port: record.port, database: database, user: login, password: password,
            sslMode: usesTLS ? "verify-full" : "disable", further: ["sslrootcert": "\(certificates)/ca.crt"])
        // A name that is no file: libpq would look into the home of whoever runs the tests.
        parameters.further["sslcert"] = "\(certificates)/\(certificate ?? "none").crt"
        parameters.further["sslkey"] = "\(certificates)/\(certificate ?? "none").key"
        return parameters
    }

    /// Makes a certificate for a client, signed by the cluster's authority.
    package func makeClientCertificate(for commonName: String) throws {
        try Self.makeCertificate(commonName, subject: "/CN=\(commonName)", in: certificates, extensions: nil)
    }

    /// Makes a certificate that says the right name and that nobody signed but its owner.
    package func makeForeignCertificate(_ file: String, for commonName: String) throws {
        try Self.openssl(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
            "/CN=\(commonName)", "-keyout", "\(certificates)/\(file).key", "-out", "\(certificates)/\(file).crt")
        guard chmod("\(certificates)/\(file).key", 0o600) == 0 else { throw TestFailure("no mode of \(file).key") }
    }

    private static func makeAuthority(_ folder: String) throws {
        try openssl(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
            "/CN=Authority of the tests", "-keyout", "\(folder)/ca.key", "-out", "\(folder)/ca.crt")
    }

    private static func makeCertificate(_ name: String, subject: String, in folder: String, extensions: String?) throws
    {
        try openssl(
            "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", subject, "-keyout",
            "\(folder)/\(name).key", "-out", "\(folder)/\(name).csr")
        var arguments = [
            "x509", "-req", "-in", "\(folder)/\(name).csr", "-CA", "\(folder)/ca.crt", "-CAkey", "\(folder)/ca.key",
            "-set_serial", String(UInt64.random(in: 1...UInt64(Int64.max))), "-days", "2", "-out",
            "\(folder)/\(name).crt",
        ]
        if let extensions {
            let file = "\(folder)/\(name).extensions"
            try Data("\(extensions)\n".utf8).write(to: URL(filePath: file))
            arguments += ["-extfile", file]
        }
        try openssl(arguments)
        guard chmod("\(folder)/\(name).key", 0o600) == 0 else { throw TestFailure("no mode of \(name).key") }
    }

    private static func openssl(_ arguments: String...) throws { try openssl(arguments) }

    private static func openssl(_ arguments: [String]) throws {
        try Subprocess("/usr/bin/openssl", arguments).check()
    }

    private static func findNetworkAddress() -> String? {
        var list: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&list) == 0 else { return nil }
        defer { freeifaddrs(list) }
        var next = list
        while let interface = next {
            defer { next = interface.pointee.ifa_next }
            guard let address = interface.pointee.ifa_addr, address.pointee.sa_family == sa_family_t(AF_INET),
                interface.pointee.ifa_flags & UInt32(IFF_UP) != 0
            else { continue }
            var internet = UnsafeRawPointer(address).loadUnaligned(as: sockaddr_in.self).sin_addr
            var text = [CChar](repeating: 0, count: Int(INET_ADDRSTRLEN))
            guard inet_ntop(AF_INET, &internet, &text, socklen_t(text.count)) != nil else { continue }
            let found = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            if !found.hasPrefix("127.") { return found }
        }
        return nil
    }
}
