import Postgres
package import Vocabulary

extension DesiredTenant {
    /// A role that logs in.
    package struct Login: Hashable, Sendable {
        /// What a login is for, as `socle.logins.purpose` spells it.
        package enum Purpose: Hashable, Sendable {
            case admin, app, etl
            case channel(Channel)

            package var text: String {
                switch self {
                case .admin: "admin"
                case .app: "app"
                case .etl: "etl"
                case .channel(let channel): channel.rawValue
                }
            }
        }

        package let name: Identifier
        package let purpose: Purpose
        package internal(set) var memberOf: Set<Identifier>
        /// Whether anybody may log in as it.
        package let isOpen: Bool
        /// Sessions that it may have at a time.
        package let connectionLimit: Int
        /// Parameters that each of its sessions begins with, by name.
        package internal(set) var settings: [String: String]

        /// The attributes of the role, as `create role` and `alter role` take them.
        var attributes: SQL {
            "\(sql: isOpen ? "login" : "nologin") inherit connection limit \(raw: String(connectionLimit))"
        }
    }
}

extension DesiredTenant.Login {
    /// The logins of a tenant with what does not depend on where its data lies.
    ///
    /// - Throws: ``TenancyFailure/tooFewConnections(_:offered:logins:)``.
    static func all(
        of names: TenantNames, channels: [Channel], connections: Int, standing: TenantStanding
    ) throws -> [Self] {
        let purposes: [Purpose] = [.admin, .app, .etl] + channels.map(Purpose.channel)
        guard let limits = connectionLimits(total: connections, over: purposes) else {
            throw TenancyFailure.tooFewConnections(names.tenant, offered: connections, logins: purposes.count)
        }
        return zip(purposes, limits).map { purpose, limit in
            var login = Self(
                name: name(of: purpose, names), purpose: purpose, memberOf: [], isOpen: standing.admitsLogins,
                connectionLimit: standing.admitsLogins ? limit : 0, settings: [:])
            login.setRights(names, isFrozen: standing.isFrozen)
            return login
        }
    }

    private static func name(of purpose: Purpose, _ names: TenantNames) -> Identifier {
        switch purpose {
        case .admin: names.adminLogin
        case .app: names.appLogin
        case .etl: names.etlLogin
        case .channel(let channel): names.channelLogin(channel)
        }
    }

    private mutating func setRights(_ names: TenantNames, isFrozen: Bool) {
        switch purpose {
        case .admin, .app:
            memberOf = isFrozen ? [names.read, names.delete] : [names.read, names.write, names.delete]
        case .etl where isFrozen:
            memberOf = [names.read, names.delete]
        case .etl:
            // What it makes belongs to the owner, whose default privileges then let the others in.
            memberOf = [names.owner]
            settings["role"] = names.owner.text
        case .channel(let channel):
            memberOf = [PlatformRoles.reader]
            settings["search_path"] = "\(names.channelSchema(channel).text), catalogue, public"
            settings["default_transaction_read_only"] = "on"
        }
    }

    /// Begins each session with the times of the tier, which a session may change and the guard then holds.
    ///
    /// A load is one long statement and has no time of its own.
    mutating func setLimits(_ limits: AppliedLimits) {
        if purpose != .etl { settings["statement_timeout"] = limits.statementSeconds.map { "\($0)s" } }
        settings["idle_in_transaction_session_timeout"] = limits.idleTransactionSeconds.map { "\($0)s" }
        settings["temp_file_limit"] = limits.temporaryFileBytes.map { "\(($0 + 1023) / 1024)kB" }
    }
}
