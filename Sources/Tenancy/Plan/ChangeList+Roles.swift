import FoundationEssentials
import Postgres
import Vocabulary

extension ChangeList {
    /// Groups and logins, their attributes, settings and memberships.
    mutating func planRoles(_ desired: DesiredTenant, _ inspected: InspectedTenant) {
        for group in desired.groups { planGroup(group, inspected.roles[group.name.text]) }
        for login in desired.logins { planLogin(login, desired, inspected) }
        for (name, wanted) in desired.groups.map({ ($0.name, $0.memberOf) })
            + desired.logins.map({ ($0.name, $0.memberOf) })
        {
            planMemberships(of: name, wanted, inspected.roles[name.text])
        }
        for name in desired.groups.map(\.name) + desired.logins.map(\.name) {
            guard let role = inspected.roles[name.text] else { continue }
            for stranger in role.strangers.sorted() {
                add(
                    .roles, "end the membership of \(quoted(stranger)) in '\(name)'",
                    "revoke \(identifier: name) from \(identifier: Identifier(derived: stranger)) cascade")
            }
            planDatabaseSettings(of: name, role)
        }
    }

    /// The logins of a tenant whose data is put away: each that is there is closed.
    mutating func planClosedRoles(_ desired: DesiredTenant, _ inspected: InspectedTenant) {
        for login in desired.logins {
            guard let role = inspected.roles[login.name.text], role.canLogin || role.connectionLimit != 0 else {
                continue
            }
            add(
                .roles, "close login '\(login.name)'", "alter role \(identifier: login.name) \(sql: login.attributes)")
        }
    }

    private mutating func planGroup(_ group: DesiredTenant.Group, _ role: InspectedTenant.Role?) {
        let bypass: SQL = group.bypassesRowSecurity ? "bypassrls" : "nobypassrls"
        if role == nil {
            add(
                .roles, "create group role '\(group.name)'",
                "create role \(identifier: group.name) nologin \(sql: bypass)")
        } else if let role, role.isWrong(for: group) {
            add(
                .roles,
                group.bypassesRowSecurity && !role.bypassesRowSecurity
                    ? "let group role '\(group.name)' read past policies on rows, and do nothing else"
                    : "take login and privileges from group role '\(group.name)'",
                """
                alter role \(identifier: group.name)
                nologin nosuperuser nocreaterole nocreatedb noreplication \(sql: bypass) inherit
                connection limit -1 password null
                """)
        }
        planValidity(of: group.name, role)
        planComment(group.description, on: group.name, role)
        planSettings([:], of: group.name, "group role", role)
    }

    private mutating func planLogin(
        _ login: DesiredTenant.Login, _ desired: DesiredTenant, _ inspected: InspectedTenant
    ) {
        let role = inspected.roles[login.name.text]
        if role == nil {
            add(
                .roles, "create login '\(login.name)' with \(connections(login.connectionLimit))",
                "create role \(identifier: login.name) \(sql: login.attributes)")
        } else if let role,
            role.canLogin != login.isOpen || role.isPrivileged || role.bypassesRowSecurity || !role.inherits
        {
            add(
                .roles,
                login.isOpen
                    ? "restore the attributes of login '\(login.name)'"
                    : "close login '\(login.name)', as the tenant is \(desired.standing.state.rawValue)",
                """
                alter role \(identifier: login.name) \(sql: login.attributes)
                nosuperuser nocreaterole nocreatedb noreplication nobypassrls
                """)
        } else if let role, role.connectionLimit != login.connectionLimit {
            add(
                .roles, "limit login '\(login.name)' to \(connections(login.connectionLimit))",
                "alter role \(identifier: login.name) \(sql: login.attributes)")
        }
        planValidity(of: login.name, role)
        planSettings(
            desired.settings(of: login, logsStatements: inspected.logsStatements), of: login.name, "login", role)
        planComment(desired.comment(on: login), on: login.name, role)
    }

    private mutating func planValidity(of name: Identifier, _ role: InspectedTenant.Role?) {
        guard role?.validUntil != nil else { return }
        add(
            .roles, "let the password of '\(name)' be accepted for ever",
            "alter role \(identifier: name) valid until 'infinity'")
    }

    private mutating func planComment(_ text: String, on role: Identifier, _ found: InspectedTenant.Role?) {
        guard found?.comment != text else { return }
        add(.roles, "describe role '\(role)'", "comment on role \(identifier: role) is \(literal: text)")
    }

    private mutating func planSettings(
        _ wanted: [String: String], of name: Identifier, _ kind: String, _ role: InspectedTenant.Role?
    ) {
        let found = role?.settings ?? [:]
        for (parameter, value) in wanted.sorted(by: { $0.key < $1.key }) where found[parameter] != value {
            add(
                .roles, "set \(parameter) of \(kind) '\(name)'",
                "alter role \(identifier: name) set \(raw: parameter) = \(sql: parameterValue(value, of: parameter))")
        }
        for parameter in found.keys.sorted() where wanted[parameter] == nil {
            add(
                .roles, "reset \(quoted(parameter)) of \(kind) '\(name)'",
                "alter role \(identifier: name) reset \(sql: parameterName(parameter))")
        }
    }

    private mutating func planDatabaseSettings(of name: Identifier, _ role: InspectedTenant.Role) {
        for database in Set(role.databaseSettings.map(databaseOfSetting)).sorted() {
            add(
                .roles, "reset what is set for '\(name)' in database \(quoted(database))",
                """
                alter role \(identifier: name) in database \(identifier: Identifier(derived: database)) reset all
                """)
        }
    }

    private mutating func planMemberships(
        of role: Identifier, _ wanted: Set<Identifier>, _ found: InspectedTenant.Role?
    ) {
        let groups = found?.memberOf ?? []
        for group in (found?.administers ?? []).intersection(wanted.map(\.text)).sorted() {
            add(
                .roles, "take from '\(role)' the right to let others into \(quoted(group))",
                "revoke admin option for \(identifier: Identifier(derived: group)) from \(identifier: role) cascade")
        }
        for group in wanted.sorted() where !groups.contains(group.text) {
            add(
                .roles, "make '\(role)' a member of '\(group)'",
                "grant \(identifier: group) to \(identifier: role)")
        }
        for group in groups.subtracting(wanted.map(\.text)).sorted() {
            add(
                .roles, "end the membership of '\(role)' in \(quoted(group))",
                "revoke \(identifier: Identifier(derived: group)) from \(identifier: role) cascade")
        }
    }

    /// Logins whose stored verifier is not the one that the platform set, and groups that have one.
    mutating func planPasswords(_ desired: DesiredTenant, _ inspected: InspectedTenant) {
        for login in desired.logins {
            let applied = inspected.appliedVerifiers[login.name.text]
            if let applied, applied == inspected.roles[login.name.text]?.verifier { continue }
            let verb = applied == nil ? "give a password to" : "replace the password of"
            add(.roles, "\(verb) login '\(login.name)'", .setPassword(login: login.name))
        }
    }

    /// The tenant's own database.
    mutating func planDatabase(_ desired: DesiredTenant, _ inspected: InspectedTenant) {
        guard desired.hasOwnDatabase else { return }
        let name = desired.database
        if inspected.database == nil || !inspected.data.isPrepared {
            let verb = inspected.database == nil ? "create" : "bring up to date"
            add(
                .cluster, "\(verb) database '\(desired.place)'",
                .prepareDatabase(desired.place, connectionLimit: desired.connectionLimit))
        }
        let found = inspected.database
        if let owner = found?.foreignOwner {
            add(
                .data, "take database '\(name)' back from \(quoted(owner))",
                "alter database \(identifier: name) owner to current_user")
        }
        if let found, found.connectionLimit != desired.connectionLimit {
            add(
                .data, "limit database '\(name)' to \(connections(desired.connectionLimit))",
                "alter database \(identifier: name) connection limit \(raw: String(desired.connectionLimit))")
        }
        let settings = found?.settings ?? [:]
        for (parameter, value) in desired.databaseSettings.sorted(by: { $0.key < $1.key })
        where settings[parameter] != value {
            add(
                .data, "set \(parameter) of database '\(name)'",
                "alter database \(identifier: name) set \(raw: parameter) = \(sql: parameterValue(value, of: parameter))"
            )
        }
        for parameter in settings.keys.sorted() where desired.databaseSettings[parameter] == nil {
            add(
                .data, "reset \(quoted(parameter)) of database '\(name)'",
                "alter database \(identifier: name) reset \(sql: parameterName(parameter))")
        }
        for right in (found?.rights ?? []).subtracting(desired.databaseRights).sorted() {
            add(
                .data, "take from database '\(name)' the right \(right.shown)",
                "revoke \(raw: right.privilege) on database \(identifier: name) from \(sql: right.granteeSQL) cascade")
        }
        // After what was taken away, which may have been the same right to be given on.
        if let found, found.rights != desired.databaseRights {
            add(.data, "let those into database '\(name)' who belong there", "select socle.secure_database()")
        }
    }
}

private func connections(_ count: Int) -> String {
    counted(count, "connection")
}

/// A value as `set` takes it: `search_path` is a list of names, and a quoted list would be one name.
private func parameterValue(_ value: String, of parameter: String) -> SQL {
    parameter == "search_path" ? "\(raw: value)" : "\(literal: value)"
}

/// A parameter's name, whose parts are quoted each: `"pgaudit"."log"`.
private func parameterName(_ name: String) -> SQL {
    name.split(separator: ".").map { "\(identifier: Identifier(derived: String($0)))" as SQL }.joined(separator: ".")
}

/// The database of `"database" name=value`.
private func databaseOfSetting(_ text: String) -> String {
    unquotedName(in: text[...]).name
}

extension InspectedTenant.Role {
    /// Whether a group has a right that it shall not have, or lacks one that it shall have.
    fileprivate func isWrong(for group: DesiredTenant.Group) -> Bool {
        canLogin || isPrivileged || !inherits || bypassesRowSecurity != group.bypassesRowSecurity
            || connectionLimit != -1 || verifier != nil
    }
}
