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
    ///
    /// - Parameter verifiers: the digests that its logins were given, by login.
    func serverSide(like found: ServerSide, verifiers: [String: String]) -> ServerSide {
        ServerSide(
            rolesText: rolesText(logsStatements: found.logsStatements, verifiers: verifiers),
            databaseText: databaseText, logsStatements: found.logsStatements,
            hostAccess: hostAccess(like: found.hostAccess))
    }

    /// What the server shall say of the tenant's roles.
    func rolesText(logsStatements: Bool, verifiers: [String: String]) -> String {
        var roles: [FactLine] = []
        for group in groups {
            roles.append(
                Self.line(
                    group.name, canLogin: false, bypassesRowSecurity: group.bypassesRowSecurity, connectionLimit: -1,
                    comment: group.description, memberOf: group.memberOf, settings: [:], verifier: nil))
        }
        for login in logins {
            let settings = settings(of: login, logsStatements: logsStatements)
            roles.append(
                Self.line(
                    login.name, canLogin: login.isOpen, bypassesRowSecurity: false,
                    connectionLimit: login.connectionLimit, comment: comment(on: login), memberOf: login.memberOf,
                    settings: settings, verifier: verifiers[login.name.text]))
        }
        return FactLine.text(of: roles)
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

    private static func line(
        _ name: Identifier, canLogin: Bool, bypassesRowSecurity: Bool, connectionLimit: Int, comment: String,
        memberOf: Set<Identifier>, settings: [String: String], verifier: String?
    ) -> FactLine {
        var line = FactLine()
        line.add(name.text)
        line.add(canLogin)
        for _ in 1...4 { line.add(false) }
        line.add(bypassesRowSecurity)
        line.add(true)
        line.add(connectionLimit)
        line.add(nil as String?)
        line.add(comment as String?)
        line.add(memberOf.map(\.text))
        line.add([])
        line.add([])
        line.add(settings.map { "\($0)=\($1)" })
        line.add([])
        line.add(verifier)
        return line
    }

    var databaseText: String {
        guard hasOwnDatabase else { return "" }
        var line = FactLine()
        line.add(database.text)
        line.add(nil as String?)
        line.add(connectionLimit)
        line.add(databaseSettings.map { "\($0)=\($1)" })
        line.add(databaseRights.map(\.text))
        return FactLine.text(of: [line])
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

    /// What the data database shall say of the tenant.
    var dataSide: DataSide {
        DataSide(
            isPrepared: true, isKnown: true, schemasText: FactLine.text(of: schemas.map(line)),
            loginsText: logins.map { "\($0.name) \($0.purpose.text)" }.sorted(by: isBefore).joined(separator: "\n"),
            defaultRightsText: FactLine.text(of: defaultRightsLines), relationsText: "", strayRightsText: "")
    }

    private func line(_ schema: Schema) -> FactLine {
        var line = FactLine()
        line.add(schema.name.text)
        line.add(schema.owner.text as String?)
        line.add(schema.purpose.rawValue as String?)
        line.add(rights(on: schema).map(\.text))
        return line
    }

    /// Rights on a schema of everybody but its owner.
    func rights(on schema: Schema) -> Set<InspectedTenant.Right> {
        guard schema.purpose.belongsToTenant else { return [] }
        return Set([names.read, names.write, names.delete].map { .init("USAGE", to: $0.text) })
    }

    /// Rights on the tables, views or sequences of the tenant's own schemas, of everybody but their owner.
    ///
    /// - Parameter kind: as `pg_class.relkind` and `pg_default_acl.defaclobjtype` have it.
    func rights(ofKind kind: String) -> [InspectedTenant.Right] {
        if kind == "S" { return [.init("USAGE", to: names.write.text)] }
        return [
            .init("DELETE", to: names.delete.text), .init("INSERT", to: names.write.text),
            .init("SELECT", to: names.read.text), .init("TRUNCATE", to: names.delete.text),
            .init("UPDATE", to: names.write.text),
        ]
    }

    private var defaultRightsLines: [FactLine] {
        var closed = FactLine()
        closed.add(names.owner.text)
        closed.add(nil as String?)
        closed.add("f")
        closed.add([])
        return [closed]
            + schemas.filter(\.purpose.belongsToTenant).flatMap { schema in
                ["S", "r"].map { kind in
                    var line = FactLine()
                    line.add(names.owner.text)
                    line.add(schema.name.text as String?)
                    line.add(kind)
                    line.add(rights(ofKind: kind).map(\.text))
                    return line
                }
            }
    }
}
