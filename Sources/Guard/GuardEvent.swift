package import FoundationEssentials
package import Vocabulary

/// Something that the guard did or found, of which it leaves a line.
package struct GuardEvent: Hashable, Sendable {
    /// What it is about: a limit, or the guard's own way.
    package enum Kind: String, Sendable {
        case storage, statement, idle, connections, objects, chain, notifications, settings
        /// The guard itself: what it watches and cannot watch.
        case watch

        /// The unit in which the limit is counted.
        var unit: Unit {
            switch self {
            case .storage, .settings: .bytes
            case .statement, .idle, .chain: .seconds
            case .connections, .objects, .watch: .count
            case .notifications: .percent
            }
        }
    }

    /// What a figure counts.
    enum Unit {
        case bytes, seconds, count, percent

        func text(_ figure: Int64) -> String {
            switch self {
            case .bytes: "\(ByteCount(bytes: figure))"
            case .seconds: "\(figure) s"
            case .count: "\(figure)"
            case .percent: "\(figure) %"
            }
        }
    }

    package let at: Date
    package let server: ServerName
    package let tenant: TenantIdentifier?
    package let kind: Kind
    /// What was done: `frozen`, `terminated`.
    package let action: String
    package let measured: Int64?
    package let permitted: Int64?
    package let login: String?
    package let pid: Int?

    package init(
        server: ServerName, tenant: TenantIdentifier? = nil, kind: Kind, action: String, measured: Int64? = nil,
        permitted: Int64? = nil, login: String? = nil, pid: Int? = nil, at: Date = Date()
    ) {
        self.at = at
        self.server = server
        self.tenant = tenant
        self.kind = kind
        self.action = action
        self.measured = measured
        self.permitted = permitted
        self.login = login
        self.pid = pid
    }

    /// The event on one line, for people.
    package var line: String {
        var words = [at.formatted(.iso8601), server.text]
        if let tenant { words.append(tenant.text) }
        words += [kind.rawValue, action]
        if let measured {
            words.append(kind.unit.text(measured))
            if let permitted { words.append("of \(kind.unit.text(permitted))") }
        }
        if let login { words.append("login \(login)") }
        if let pid { words.append("pid \(pid)") }
        return words.joined(separator: " ")
    }

    /// The event for programs.
    package var json: JSON {
        [
            "at": .string(at.formatted(.iso8601)), "server": .string(server.text), "tenant": JSON(tenant?.text),
            "kind": .string(kind.rawValue), "action": .string(action), "measured": JSON(measured.map(Int.init)),
            "permitted": JSON(permitted.map(Int.init)), "login": JSON(login), "pid": JSON(pid),
        ]
    }
}
