import Postgres
import Settings
import Tenancy

/// The address of a cluster as it is registered: where it is and as whom, never with which password.
package struct ServerAddress: Hashable, Sendable {
    /// Host name, address, or folder of the socket.
    package let host: String
    package let port: Int
    /// A superuser of the cluster.
    package let user: String
    /// The numeric address behind a name that a certificate bears.
    let hostAddress: String?

    /// Reads `postgresql://user@host:port/` or `postgresql:///?host=/folder&port=5433`.
    ///
    /// - Throws: ``RegistrationFailure`` for what says more than where and as whom; the text is never shown,
    ///   since it may hold a password.
    package init(_ text: String) throws {
        guard text.hasPrefix("postgresql://") || text.hasPrefix("postgres://") else {
            throw RegistrationFailure.notAnAddress(rule: "does not begin with postgresql://")
        }
        let parameters = try ConnectionParameters(url: text)
        if parameters.password != nil { throw RegistrationFailure.passwordInAddress }
        guard let host = parameters.host, !host.isEmpty, !host.contains(",") else {
            throw RegistrationFailure.notAnAddress(rule: "does not name one host")
        }
        // Another file or another service would decide what the registered address does not say.
        if let other = parameters.further.keys.sorted().first(where: { $0 != "hostaddr" }) {
            throw RegistrationFailure.notAnAddress(rule: "says more than where and as whom: '\(other)'")
        }
        if let mode = parameters.sslMode, mode != "verify-full" {
            throw RegistrationFailure.notAnAddress(rule: "loosens sslmode, which is verify-full beyond the machine")
        }
        if let database = parameters.database, database != "postgres" {
            throw RegistrationFailure.notAnAddress(rule: "names a database, where a whole cluster is meant")
        }
        self.host = host
        port = parameters.port ?? 5432
        user = parameters.user ?? Settings.provisionerLogin
        hostAddress = parameters.further["hostaddr"]
    }

    /// The text that is kept.
    package var text: String {
        let query = [("host", host), ("hostaddr", hostAddress), ("port", "\(port)"), ("user", user)]
        return "postgresql:///?"
            + query.compactMap { name, value in value.map { "\(name)=\(percentEncoded($0))" } }.joined(separator: "&")
    }

    /// Whether it is the folder of a socket.
    package var isSocket: Bool { host.hasPrefix("/") }

    /// Whether what is sent there does not leave the machine.
    package var isLocal: Bool {
        if isSocket { return true }
        return hostAddress.map { NetworkRange($0)?.isLoopback ?? false }
            ?? (host == "localhost" || NetworkRange(host)?.isLoopback == true)
    }

    /// How the provisioner connects; beyond the machine only to a server whose certificate proves its name.
    ///
    /// - Parameter caFile: file of the certificates that must have signed the server's.
    func parameters(caFile: String?) -> ConnectionParameters {
        var parameters = ConnectionParameters(
            host: host, port: port, database: "postgres", user: user, applicationName: "socle")
        parameters.further["hostaddr"] = hostAddress
        // Nothing of the caller's own is offered to a server by chance: there is no such file.
        parameters.further["passfile"] = "/dev/null/none"
        if !isLocal {
            parameters.sslMode = "verify-full"
            parameters.further["sslrootcert"] = caFile
        }
        return parameters
    }

    /// What people see: host and port.
    package var shown: String {
        if isSocket { return "\(host):\(port)" }
        return host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}

private func percentEncoded(_ text: String) -> String {
    let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:".utf8)
    let digits = Array("0123456789ABCDEF")
    var encoded = ""
    for byte in text.utf8 {
        if plain.contains(byte) {
            encoded.unicodeScalars.append(Unicode.Scalar(byte))
        } else {
            encoded += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
        }
    }
    return encoded
}
