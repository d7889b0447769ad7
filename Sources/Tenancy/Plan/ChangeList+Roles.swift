import FoundationEssentials
import Postgres
import Vocabulary

extension ChangeList {
    /// The tenant's row of the registry and the names that it holds.
    mutating func planRegistry(_ desired: DesiredTenant, _ inspected: InspectedTenant, _ tenantID: UUID) {
        let configuration = desired.configuration
        let wanted = InspectedTenant.Registration(
            tenantID: tenantID, name: configuration.name, tier: configuration.tier,
            placement: configuration.placement, place: desired.place, region: configuration.region,
            contact: configuration.contact, limits: AppliedLimits(configuration.limits),
            state: inspected.registration?.state ?? .active)
        if inspected.registration != wanted {
            let contact: JSON = [
                "name": .string(configuration.contact.name), "email": .string(configuration.contact.email),
            ]
            let verb = inspected.registration == nil ? "register" : "update the registration of"
            add(
                .registry, "\(verb) tenant '\(configuration.identifier)' as \(configuration.tier.rawValue)",
                """
                insert into socle.registry (
                    tenant_id, identifier, name, tier, placement, server, database, region, contact, limits)
                values (\(tenantID), \(configuration.identifier), \(configuration.name), \(configuration.tier.rawValue),
                    \(configuration.placement.rawValue), \(desired.place.server), \(desired.database),
                    \(configuration.region), \(contact)::jsonb, \(wanted.limits.json)::jsonb)
                on conflict (tenant_id) do update set
                    name = excluded.name, tier = excluded.tier, placement = excluded.placement,
                    server = excluded.server, database = excluded.database, region = excluded.region,
                    contact = excluded.contact, limits = excluded.limits,
                    updated_at = now()
                """)
        }
        let held = Set(inspected.holders.map(\.held))
        let missing = desired.heldNames.filter { !held.contains($0) }
        if !missing.isEmpty {
            add(
                .registry, "hold \(missing.count) names in the registry",
                """
                insert into socle.derived_names (kind, name, tenant_id)
                select kind, name, \(tenantID)
                from unnest(\(missing.map(\.kind.rawValue))::text[], \(missing.map(\.name.text))::text[])
                    as missing (kind, name)
                """)
        }
    }

    /// Groups and logins, their attributes, settings and memberships.
    mutating func planRoles(_ desired: DesiredTenant, _ inspected: InspectedTenant) {
        for group in desired.groups {
            let role = inspected.roles[group.name.text]
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
                    """)
            }
            planComment(group.description, on: group.name, role)
        }
        for login in desired.logins {
            let role = inspected.roles[login.name.text]
            let attributes: SQL = "login inherit connection limit \(raw: String(login.connectionLimit))"
            if role == nil {
                add(
                    .roles, "create login '\(login.name)' with \(connections(login.connectionLimit))",
                    "create role \(identifier: login.name) \(sql: attributes)")
            } else if let role, !role.canLogin || role.isPrivileged || role.bypassesRowSecurity || !role.inherits {
                add(
                    .roles, "restore the attributes of login '\(login.name)'",
                    """
                    alter role \(identifier: login.name) \(sql: attributes)
                    nosuperuser nocreaterole nocreatedb noreplication nobypassrls
                    """)
            } else if let role, role.connectionLimit != login.connectionLimit {
                add(
                    .roles, "limit login '\(login.name)' to \(connections(login.connectionLimit))",
                    "alter role \(identifier: login.name) \(sql: attributes)")
            }
            planSettings(login, role, logsStatements: inspected.logsStatements)
            planComment(
                "Login of tenant \(desired.configuration.identifier) for \(login.purpose.text).", on: login.name, role)
        }
        for (name, wanted) in desired.groups.map({ ($0.name, $0.memberOf) })
            + desired.logins.map({ ($0.name, $0.memberOf) })
        {
            planMemberships(of: name, wanted, inspected.roles[name.text]?.memberOf ?? [])
        }
        // What the tenant's own roles are members of was looked at above, and a closed login is dropped.
        let own = Set(inspected.roles.keys)
        for name in desired.groups.map(\.name) + desired.logins.map(\.name) {
            guard let role = inspected.roles[name.text] else { continue }
            for stranger in role.members.subtracting(own).sorted() {
                add(
                    .roles, "end the membership of \(quoted(stranger)) in '\(name)'",
                    "revoke \(identifier: name) from \(identifier: Identifier(derived: stranger))")
            }
            for database in role.databasesWithSettings.sorted() {
                add(
                    .roles, "reset what is set for '\(name)' in database \(quoted(database))",
                    """
                    alter role \(identifier: name) in database \(identifier: Identifier(derived: database)) reset all
                    """)
            }
        }
    }

    private mutating func planComment(_ text: String, on role: Identifier, _ found: InspectedTenant.Role?) {
        guard found?.comment != text else { return }
        add(.roles, "describe role '\(role)'", "comment on role \(identifier: role) is \(literal: text)")
    }

    private mutating func planSettings(
        _ login: DesiredTenant.Login, _ role: InspectedTenant.Role?, logsStatements: Bool
    ) {
        let found = role?.settings ?? [:]
        let wanted = login.settings.merging(logsStatements ? StatementLog.settings : [:]) { own, _ in own }
        for (name, value) in wanted.sorted(by: { $0.key < $1.key }) where found[name] != value {
            // search_path is a list of names, and a quoted list would be one name.
            let text: SQL = name == "search_path" ? "\(raw: value)" : "\(literal: value)"
            add(
                .roles, "set \(name) of login '\(login.name)'",
                "alter role \(identifier: login.name) set \(raw: name) = \(sql: text)")
        }
        for name in found.keys.sorted() where wanted[name] == nil {
            add(
                .roles, "reset \(quoted(name)) of login '\(login.name)'",
                "alter role \(identifier: login.name) reset \(identifier: Identifier(derived: name))")
        }
    }

    private mutating func planMemberships(of role: Identifier, _ wanted: Set<Identifier>, _ found: Set<String>) {
        for group in wanted.sorted() where !found.contains(group.text) {
            add(
                .roles, "make '\(role)' a member of '\(group)'",
                "grant \(identifier: group) to \(identifier: role)")
        }
        for group in found.subtracting(wanted.map(\.text)).sorted() {
            add(
                .roles, "end the membership of '\(role)' in \(quoted(group))",
                "revoke \(identifier: Identifier(derived: group)) from \(identifier: role)")
        }
    }

    /// Logins whose stored verifier is not the one that the platform set.
    mutating func planPasswords(_ desired: DesiredTenant, _ inspected: InspectedTenant) {
        for login in desired.logins {
            let applied = inspected.appliedVerifiers[login.name.text]
            if let applied, applied == inspected.roles[login.name.text]?.verifierSHA256 { continue }
            let verb = applied == nil ? "give a password to" : "replace the password of"
            add(.roles, "\(verb) login '\(login.name)'", .setPassword(login: login.name))
        }
    }

    /// The tenant's own database.
    mutating func planDatabase(_ desired: DesiredTenant, _ inspected: InspectedTenant) {
        guard desired.configuration.placement == .database else { return }
        if inspected.databaseExists, inspected.data.isPrepared { return }
        let verb = inspected.databaseExists ? "bring up to date" : "create"
        add(
            .cluster, "\(verb) database '\(desired.database)'",
            .prepareDatabase(desired.database, connectionLimit: desired.configuration.limits.databaseConnections))
    }
}

private func connections(_ count: Int) -> String {
    count == 1 ? "1 connection" : "\(count) connections"
}

extension InspectedTenant.Role {
    /// Whether a group has a right that it shall not have, or lacks one that it shall have.
    fileprivate func isWrong(for group: DesiredTenant.Group) -> Bool {
        canLogin || isPrivileged || !inherits || bypassesRowSecurity != group.bypassesRowSecurity
    }
}
