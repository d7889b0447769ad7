import FoundationEssentials
package import Postgres
import Vocabulary

extension InspectedTenant {
    /// Reads what the base and the cluster hold for a tenant.
    ///
    /// **Runs as** provisioner, since only a superuser reads verifiers.
    /// **Cost** five round trips.
    ///
    /// - Parameter data: what ``DataSide/inspect(_:held:in:)`` found in the tenant's database.
    package static func inspect(_ desired: DesiredTenant, in base: borrowing Connection, data: DataSide) throws
        -> InspectedTenant
    {
        let registration = try registration(of: desired, in: base)
        let holders = try holders(of: desired, in: base)
        let retired = holders.filter { $0.held.kind == .role && $0.tenantID == registration?.tenantID }
        let roleNames =
            (desired.groups.map(\.name) + desired.logins.map(\.name) + retired.map(\.held.name)).map(\.text)
        let server: (hasDatabase: Bool, hasPgaudit: Bool)? = try base.first(
            """
            select exists (select from pg_database where datname = \(desired.database)),
                exists (select from pg_settings where name = 'pgaudit.log')
            """
        ) { row in (try row[0], try row[1]) }
        return InspectedTenant(
            registration: registration,
            holders: holders,
            roles: try roles(roleNames, in: base),
            appliedVerifiers: try appliedVerifiers(of: desired, in: base),
            databaseExists: server?.hasDatabase ?? false,
            logsStatements: server?.hasPgaudit ?? false,
            data: data)
    }

    /// Schemas that the registry keeps for a tenant, those that are no longer declared among them.
    package static func heldSchemas(of desired: DesiredTenant, in base: borrowing Connection) throws -> [String] {
        try base.query(
            """
            select derived_names.name from socle.derived_names join socle.registry using (tenant_id)
            where identifier = \(desired.configuration.identifier) and kind = 'schema'
            """
        ) { row in try row[0] }
    }

    private static func registration(of desired: DesiredTenant, in base: borrowing Connection) throws -> Registration? {
        try base.first(
            """
            select tenant_id, name, tier, placement, server, database, region, contact ->> 'name', contact ->> 'email',
                state, \(sql: AppliedLimits.columns)
            from socle.registry
            where identifier = \(desired.configuration.identifier)
            """
        ) { row in
            Registration(
                tenantID: try row[0], name: try row[1], tier: try row[2], placement: try row[3],
                place: DataPlace(server: try row[4], database: try row[5]), region: try row[6],
                contact: .init(name: try row[7] ?? "", email: try row[8] ?? ""),
                limits: try AppliedLimits(row, from: 10),
                state: try row[9])
        }
    }

    private static func holders(of desired: DesiredTenant, in base: borrowing Connection) throws -> [Holder] {
        let held = desired.heldNames
        return try base.query(
            """
            select wanted.kind, wanted.name, held.tenant_id, registry.identifier
            from unnest(\(held.map(\.kind.rawValue))::text[], \(held.map(\.name.text))::text[]) as wanted (kind, name)
            join socle.derived_names as held using (kind, name)
            join socle.registry using (tenant_id)
            union
            select kind, derived_names.name, tenant_id, identifier
            from socle.derived_names join socle.registry using (tenant_id)
            where identifier = \(desired.configuration.identifier)
            """
        ) { row in
            let kind: String = try row[0]
            return Holder(
                held: HeldName(kind: HeldName.Kind(rawValue: kind) ?? .role, name: try row[1]), tenantID: try row[2],
                identifier: try row[3])
        }
    }

    private static func roles(_ names: [String], in base: borrowing Connection) throws -> [String: Role] {
        let found = try base.query(
            """
            select rolname, rolcanlogin,
                rolsuper or rolcreaterole or rolcreatedb or rolreplication,
                rolinherit, rolconnlimit, shobj_description(pg_authid.oid, 'pg_authid'),
                array(
                    select parent.rolname::text from pg_auth_members
                    join pg_authid as parent on parent.oid = pg_auth_members.roleid
                    where pg_auth_members.member = pg_authid.oid
                ),
                coalesce((
                    select setconfig from pg_db_role_setting
                    where setrole = pg_authid.oid and setdatabase = 0
                ), '{}'),
                sha256(convert_to(rolpassword, 'UTF8')),
                rolbypassrls,
                array(
                    select child.rolname::text from pg_auth_members
                    join pg_authid as child on child.oid = pg_auth_members.member
                    where pg_auth_members.roleid = pg_authid.oid
                ),
                array(
                    select datname::text from pg_db_role_setting
                    join pg_database on pg_database.oid = setdatabase
                    where setrole = pg_authid.oid
                )
            from pg_authid
            where rolname = any(\(names)::text[])
            """
        ) { row -> (String, Role) in
            let memberOf: [String] = try row[6]
            let settings: [String] = try row[7]
            let members: [String] = try row[10]
            let databases: [String] = try row[11]
            let role = Role(
                canLogin: try row[1], isPrivileged: try row[2], bypassesRowSecurity: try row[9],
                inherits: try row[3], connectionLimit: try row[4], comment: try row[5], memberOf: Set(memberOf),
                members: Set(members), settings: Dictionary(settings.map(splitAtEquals)) { first, _ in first },
                databasesWithSettings: Set(databases), verifierSHA256: try row[8])
            return (try row[0], role)
        }
        return Dictionary(found) { first, _ in first }
    }

    private static func appliedVerifiers(of desired: DesiredTenant, in base: borrowing Connection) throws
        -> [String: [UInt8]]
    {
        let found = try base.query(
            """
            select login_name, verifier_sha256 from socle.login_verifiers
            where login_name = any(\(desired.logins.map(\.name.text))::text[])
            """
        ) { row -> (String, [UInt8]) in (try row[0], try row[1]) }
        return Dictionary(found) { first, _ in first }
    }
}

/// Splits `name=value`, as `pg_db_role_setting` keeps parameters.
private func splitAtEquals(_ text: String) -> (String, String) {
    guard let equals = text.firstIndex(of: "=") else { return (text, "") }
    return (String(text[..<equals]), String(text[text.index(after: equals)...]))
}
