import Vocabulary

// What a server would say of a tenant that is as it shall be, byte by byte.

extension DesiredTenant {
    /// Whether the tenant has a database of its own.
    package var hasOwnDatabase: Bool { declaration.placement != .schema }

    /// The roles that are looked at: those that it shall have and those that it holds.
    func roleNames(held base: BaseSide) -> [String] {
        let wanted = groups.map(\.name.text) + logins.map(\.name.text)
        if base.heldText == heldText { return wanted }
        return Array(Set(wanted).union(base.heldNames.filter { $0.kind == .role }.map(\.name.text))).sorted()
    }

    /// The schemas that are looked at: those that it shall have and those that it holds.
    func schemaNames(held base: BaseSide) -> [String] {
        let wanted = schemas.map(\.name.text)
        if base.heldText == heldText { return wanted }
        return Array(Set(wanted).union(base.heldNames.filter { $0.kind == .schema }.map(\.name.text))).sorted()
    }

    /// What the server shall say of the tenant.
    func serverSide(like found: ServerSide) -> ServerSide {
        ServerSide(
            rolesText: nil, databaseText: databaseText, logsStatements: found.logsStatements,
            hostAccess: hostAccess(like: found.hostAccess))
    }

    /// What the server shall say of the tenant's roles, in the order in which it is asked for them.
    func rolesText(logsStatements: Bool, verifiers: [String: String]) -> FactText {
        var text = FactText()
        for group in groups {
            text.line { line in
                line.add(group.name.text)
                line.add(group.bypassesRowSecurity ? "bypassrls inherit" : "inherit")
                line.add(-1)
                Self.add(comment: group.description, memberOf: group.memberOf, settings: [:], verifier: nil, to: &line)
            }
        }
        for login in logins {
            text.line { line in
                line.add(login.name.text)
                line.add(login.isOpen ? "login inherit" : "inherit")
                line.add(login.connectionLimit)
                Self.add(
                    comment: comment(on: login), memberOf: login.memberOf,
                    settings: settings(of: login, logsStatements: logsStatements),
                    verifier: verifiers[login.name.text], to: &line)
            }
        }
        return text
    }

    private static func add(
        comment: String, memberOf: Set<Identifier>, settings: [String: String], verifier: String?,
        to line: inout FactText
    ) {
        // Until when its password is accepted.
        line.add(nil as String?)
        line.add(comment)
        line.add(memberOf.map(\.text), orNull: true)
        // Groups into which it may let others, and members that are strangers.
        line.add([], orNull: true)
        line.add([], orNull: true)
        line.add(settings.map { "\($0)=\($1)" }, orNull: true)
        line.add([], orNull: true)
        line.add(verifier)
    }

    /// What pg_hba.conf shall have for the tenant.
    func hostAccess(like found: HostAccessSide) -> HostAccessSide {
        let policy = declaration.hostAccess
        return HostAccessSide(
            rules: policy.rules(for: logins.map(\.name), hasTLS: found.hasTLS),
            faults: policy.isGuarded ? [] : found.faults, hasTLS: found.hasTLS, platform: found.platform,
            sessions: found.sessions.filter { policy.admits($0, platform: found.platform) })
    }

    /// Parameters that the sessions of a login begin with.
    func settings(of login: Login, logsStatements: Bool) -> [String: String] {
        logsStatements ? login.settings.merging(StatementLog.settings) { own, _ in own } : login.settings
    }

    /// What a comment says of a login.
    func comment(on login: Login) -> String { "Login of tenant \(identifier) for \(login.purpose.text)." }

    var databaseText: FactText {
        var text = FactText()
        guard hasOwnDatabase else { return text }
        text.line { line in
            line.add(database.text)
            // A foreign owner.
            line.add(nil as String?)
            line.add(connectionLimit)
            line.add(databaseSettings.map { "\($0)=\($1)" }, orNull: true)
            line.add(databaseRights.map(\.text))
        }
        return text
    }

    /// Sessions that the tenant's own database lets in, those of the platform among them.
    var connectionLimit: Int { declaration.limits.databaseConnections + Self.platformConnections }

    /// The platform's own logins count as well, but superusers: the service and a look by hand.
    private static let platformConnections = 5

    /// Rights on the tenant's own database of everybody but its owner.
    var databaseRights: Set<InspectedTenant.Right> {
        [
            .init("CONNECT", to: PlatformRoles.runtime.text),
            .init("CONNECT", to: PlatformRoles.connect(to: database).text),
        ]
    }

    /// What the data database shall say of the tenant's logins.
    var loginsText: String {
        logins.map { "\($0.name) \($0.purpose.text)" }.sorted(by: isBefore).joined(separator: "\n")
    }

    /// What the data database shall say of the tenant's schemas.
    var schemasText: FactText {
        var text = FactText()
        for schema in schemas.sorted(by: { isBefore($0.name.text, $1.name.text) }) {
            text.line { line in
                line.add(schema.name.text)
                line.add(schema.owner.text)
                line.add(schema.purpose.rawValue)
                if schema.purpose.belongsToTenant { line.add(nil as String?) } else { line.add([]) }
            }
        }
        return text
    }

    /// Rights on a schema of everybody but its owner.
    func rights(on schema: Schema) -> Set<InspectedTenant.Right> {
        schema.purpose.belongsToTenant ? usualSchemaRights : []
    }

    /// Rights on the tenant's own schemas of everybody but their owner.
    var usualSchemaRights: Set<InspectedTenant.Right> {
        Set([names.read, names.write, names.delete].map { .init("USAGE", to: $0.text) })
    }

    /// Rights on the tables, views, sequences or functions of the tenant's own schemas, of everybody but their owner.
    ///
    /// - Parameter kind: as `pg_class.relkind` and `pg_default_acl.defaclobjtype` have it.
    func rights(ofKind kind: String) -> Set<InspectedTenant.Right> {
        if kind == "f" { return [] }
        if kind == "S" { return [.init("USAGE", to: names.write.text)] }
        return [
            .init("DELETE", to: names.delete.text), .init("INSERT", to: names.write.text),
            .init("SELECT", to: names.read.text), .init("TRUNCATE", to: names.delete.text),
            .init("UPDATE", to: names.write.text),
        ]
    }

    /// What the data database shall say of rights on what the tenant will make.
    var defaultRightsText: FactText {
        var text = FactText()
        func add(_ schema: String?, _ kind: String) {
            text.line { line in
                line.add(names.owner.text)
                line.add(schema)
                line.add(kind)
                line.add(nil as String?)
            }
        }
        add(nil, "f")
        for schema in schemas.filter(\.purpose.belongsToTenant).map(\.name.text).sorted(by: isBefore) {
            add(schema, "S")
            add(schema, "r")
        }
        return text
    }
}
