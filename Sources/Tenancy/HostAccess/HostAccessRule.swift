package import Vocabulary

/// One line of `pg_hba.conf` in the form in which the platform writes it.
///
/// Only names that the platform itself makes can stand in one, so that no text
/// of a tenant's can end a line or open a quote. The database is always `all`:
/// into which a login may come is a right within PostgreSQL.
package struct HostAccessRule: Hashable, Sendable, CustomStringConvertible {
    /// How a client must come.
    package enum Transport: String, Sendable {
        case any = "host"
        case tls = "hostssl"
        case plain = "hostnossl"
    }

    /// Whom a rule means.
    package enum Subject: Hashable, Sendable {
        /// Members of a role of the platform.
        case group(Identifier)
        /// Logins of one tenant.
        case logins([Identifier])
    }

    /// What the server answers.
    package enum Answer: String, Sendable {
        case password = "scram-sha-256"
        /// A password, and a certificate whose common name is the login's.
        case passwordAndCertificate = "scram-sha-256 clientcert=verify-full"
        case reject
    }

    package let transport: Transport
    package let subject: Subject
    /// From where, or nil for everywhere.
    package let network: NetworkRange?
    package let answer: Answer

    package init(_ transport: Transport, _ subject: Subject, from network: NetworkRange?, _ answer: Answer) {
        self.transport = transport
        self.subject = subject
        self.network = network
        self.answer = answer
    }

    /// Reads a line; nil for one that the platform would not have written so.
    package init?(line: some StringProtocol) {
        let words = String(line).split(separator: " " as Character).map(String.init)
        guard words.count >= 5, words[1] == "all", let transport = Transport(rawValue: words[0]),
            let subject = Subject(words[2]), let answer = Answer(rawValue: words[4...].joined(separator: " "))
        else { return nil }
        let network = NetworkRange(words[3])
        guard words[3] == "all" || network != nil else { return nil }
        self.init(transport, subject, from: network, answer)
        guard description == line else { return nil }
    }

    package var description: String {
        "\(transport.rawValue) all \(subject) \(network.map { "\($0)" } ?? "all") \(answer.rawValue)"
    }
}

extension HostAccessRule.Subject: CustomStringConvertible {
    /// Reads the column of a line; names are of lowercase letters and digits with an underscore among them, which none
    /// of PostgreSQL's own words for it has: `all`, `sameuser`, `samerole`.
    fileprivate init?(_ word: String) {
        let isGroup = word.hasPrefix("+")
        let names = (isGroup ? word.dropFirst() : word[...]).split(separator: ",", omittingEmptySubsequences: false)
        let isNamed = names.allSatisfy { name in
            name.contains("_") && name.utf8.count <= Identifier.byteLimit
                && name.utf8.allSatisfy { byte in
                    (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x5F
                }
        }
        guard isNamed, !isGroup || names.count == 1 else { return nil }
        let identifiers = names.map { Identifier(derived: String($0)) }
        self = isGroup ? .group(identifiers[0]) : .logins(identifiers)
    }

    package var description: String {
        switch self {
        case .group(let name): "+\(name)"
        case .logins(let names): names.map(\.text).joined(separator: ",")
        }
    }
}
