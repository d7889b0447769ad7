import FoundationEssentials
import Postgres
import Vocabulary

extension ChangeList {
    /// What the data database knows of the tenant.
    mutating func planDataRegistration(
        _ desired: DesiredTenant, _ data: InspectedTenant.DataSide, _ tenantID: UUID
    ) {
        if !data.isKnown {
            add(
                .data, "make tenant '\(desired.configuration.identifier)' known to database '\(desired.database)'",
                """
                insert into socle.tenants (tenant_id, identifier)
                values (\(tenantID), \(desired.configuration.identifier))
                """)
        }
        for schema in desired.schemas where data.registeredSchemas[schema.name.text] != schema.purpose.rawValue {
            add(
                .data, "register schema '\(schema.name)'",
                """
                insert into socle.schemas (schema_name, tenant_id, purpose)
                values (\(schema.name), \(tenantID), \(schema.purpose.rawValue))
                on conflict (schema_name) do update set purpose = excluded.purpose
                """)
        }
        for login in desired.logins where data.registeredLogins[login.name.text] != login.purpose.text {
            add(
                .data, "register login '\(login.name)'",
                """
                insert into socle.logins (login_name, tenant_id, purpose)
                values (\(login.name), \(tenantID), \(login.purpose.text))
                on conflict (login_name) do update set purpose = excluded.purpose
                """)
        }
    }

    /// Schemas and who owns them.
    mutating func planSchemas(_ desired: DesiredTenant, _ data: InspectedTenant.DataSide) {
        for schema in desired.schemas {
            let found = data.schemas[schema.name.text]
            if found == nil {
                add(
                    .data, "create schema '\(schema.name)'",
                    "create schema \(identifier: schema.name) authorization \(identifier: schema.owner)")
            } else if let found, found.owner != schema.owner.text {
                add(
                    .data, "give schema '\(schema.name)' back to '\(schema.owner)'",
                    "alter schema \(identifier: schema.name) owner to \(identifier: schema.owner)")
            }
        }
    }

    /// Rights in the tenant's own schemas, for tables that are there and tables to come.
    mutating func planRights(_ desired: DesiredTenant, _ data: InspectedTenant.DataSide) {
        let names = desired.names
        let groups = [names.read, names.write, names.delete]
        if !data.functionsAreClosed {
            add(
                .data, "close functions to come to everyone but their callers by right",
                """
                alter default privileges for role \(identifier: names.owner)
                revoke execute on functions from public
                """)
        }
        for schema in desired.schemas where schema.purpose.belongsToTenant {
            let found = data.schemas[schema.name.text]
            let allowed = Set((groups + [names.owner]).map(\.text))
            if !Set(groups.map(\.text)).isSubset(of: found?.users ?? []) {
                add(
                    .data, "open schema '\(schema.name)' to the tenant's groups",
                    """
                    grant usage on schema \(identifier: schema.name)
                    to \(identifier: names.read), \(identifier: names.write), \(identifier: names.delete)
                    """)
            }
            let strangers = (found?.users ?? []).union(found?.creators ?? []).subtracting(allowed)
            for stranger in strangers.sorted() {
                let grantee: SQL = stranger == "-" ? "public" : "\(raw: stranger)"
                add(
                    .data, "close schema '\(schema.name)' to \(stranger == "-" ? "everyone" : quoted(stranger))",
                    "revoke all on schema \(identifier: schema.name) from \(sql: grantee)")
            }
            planDefaultRights(in: schema.name, names, data.defaultRights)
            if data.schemasWithMissingRights.contains(schema.name.text) {
                planTableRights(in: schema.name, names)
            }
        }
    }

    private mutating func planDefaultRights(
        in schema: Identifier, _ names: TenantNames, _ found: Set<InspectedTenant.DefaultRight>
    ) {
        let wanted: [(objects: SQL, type: String, privileges: [String], grantee: Identifier)] = [
            ("tables", "r", ["SELECT"], names.read),
            ("tables", "r", ["INSERT", "UPDATE"], names.write),
            ("tables", "r", ["DELETE", "TRUNCATE"], names.delete),
            ("sequences", "S", ["USAGE"], names.write),
        ]
        for right in wanted {
            let rights = right.privileges.map {
                InspectedTenant.DefaultRight(
                    schema: schema.text, objectType: right.type, grantee: right.grantee.text, privilege: $0)
            }
            guard !found.isSuperset(of: rights) else { continue }
            let privileges = right.privileges.map { $0.lowercased() }.joined(separator: ", ")
            add(
                .data, "let '\(right.grantee)' \(privileges) on \(right.objects.text) to come in '\(schema)'",
                """
                alter default privileges for role \(identifier: names.owner) in schema \(identifier: schema)
                grant \(raw: privileges) on \(sql: right.objects) to \(identifier: right.grantee)
                """)
        }
    }

    private mutating func planTableRights(in schema: Identifier, _ names: TenantNames) {
        let wanted: [(privileges: SQL, grantee: Identifier)] = [
            ("select", names.read), ("insert, update", names.write), ("delete, truncate", names.delete),
        ]
        for right in wanted {
            add(
                .data, "let '\(right.grantee)' \(right.privileges.text) on the tables of '\(schema)'",
                """
                grant \(sql: right.privileges) on all tables in schema \(identifier: schema)
                to \(identifier: right.grantee)
                """)
        }
    }
}
