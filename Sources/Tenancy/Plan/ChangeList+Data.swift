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
                .data, "make tenant '\(desired.identifier)' known to database '\(desired.database)'",
                """
                insert into socle.tenants (tenant_id, identifier)
                values (\(tenantID), \(desired.identifier))
                """)
        }
        for schema in desired.schemas where data.schemas[schema.name.text]?.purpose != schema.purpose.rawValue {
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

    /// Schemas, who owns them and who may use them.
    mutating func planSchemas(_ desired: DesiredTenant, _ data: InspectedTenant.DataSide) {
        for schema in desired.schemas {
            let found = data.schemas[schema.name.text]
            if found?.owner == nil {
                add(
                    .data, "create schema '\(schema.name)'",
                    "create schema \(identifier: schema.name) authorization \(identifier: schema.owner)")
            } else if let found, found.owner != schema.owner.text {
                add(
                    .data, "give schema '\(schema.name)' back to '\(schema.owner)'",
                    "alter schema \(identifier: schema.name) owner to \(identifier: schema.owner)")
            }
            let wanted = desired.rights(on: schema)
            let rights = found?.rights ?? []
            for right in rights.subtracting(wanted).sorted() {
                add(
                    .data, "close schema '\(schema.name)': take \(right.shown)",
                    "revoke \(raw: right.privilege) on schema \(identifier: schema.name) from \(sql: right.granteeSQL) cascade"
                )
            }
            if !wanted.isSubset(of: rights) {
                add(
                    .data, "open schema '\(schema.name)' to the tenant's groups",
                    """
                    grant usage on schema \(identifier: schema.name)
                    to \(sql: wanted.sorted().map(\.granteeSQL).joined())
                    """)
            }
        }
    }

    /// Rights on what is no tenant's, which somebody gave by hand.
    mutating func planStrayRights(_ data: InspectedTenant.DataSide) {
        for right in data.strayRights.sorted(by: { ($0.role, $0.shown) < ($1.role, $1.shown) }) {
            add(
                .data, "take from \(quoted(right.role)) the right \(right.shown)",
                """
                revoke all on \(raw: right.kind) \(raw: right.object)
                from \(identifier: Identifier(derived: right.role)) cascade
                """)
        }
    }

    /// Rights of tables, sequences and functions to come; those in a schema that is to go end with it.
    mutating func planDefaultRights(
        _ desired: DesiredTenant, _ retired: [HeldName], _ data: InspectedTenant.DataSide
    ) {
        let owner = desired.names.owner
        if !data.functionsAreClosed {
            add(
                .data, "close functions to come to everyone but their callers by right",
                """
                alter default privileges for role \(identifier: owner)
                revoke execute on functions from public
                """)
        }
        let ownSchemas = desired.schemas.filter(\.purpose.belongsToTenant)
        var wanted: Set<InspectedTenant.DefaultRight> = []
        for schema in ownSchemas {
            for kind in ["r", "S"] {
                for right in desired.rights(ofKind: kind) {
                    wanted.insert(
                        .init(maker: owner.text, schema: schema.name.text, objects: kind, right: right))
                }
            }
        }
        let goingSchemas = Set(retired.filter { $0.kind == .schema }.map(\.name.text))
        for right in data.defaultRights.subtracting(wanted).sorted(by: { $0.shown < $1.shown })
        where right.schema.map(goingSchemas.contains) != true {
            add(
                .data, "take \(right.shown)",
                """
                alter default privileges for role \(identifier: Identifier(derived: right.maker)) \(sql: right.inSchema)
                revoke \(raw: right.right.privilege) on \(sql: right.objectsSQL) from \(sql: right.right.granteeSQL) cascade
                """)
        }
        let missing = wanted.subtracting(data.defaultRights)
        for schema in ownSchemas {
            for kind in ["r", "S"] {
                let rights = missing.filter { $0.schema == schema.name.text && $0.objects == kind }.map(\.right)
                for grantee in Set(rights.compactMap(\.grantee)).sorted() {
                    let privileges = rights.filter { $0.grantee == grantee }.map(\.privilege).sorted()
                        .joined(separator: ", ").lowercased()
                    let objects: SQL = kind == "r" ? "tables" : "sequences"
                    add(
                        .data, "let '\(grantee)' \(privileges) on \(objects.text) to come in '\(schema.name)'",
                        """
                        alter default privileges for role \(identifier: owner) in schema \(identifier: schema.name)
                        grant \(raw: privileges) on \(sql: objects) to \(identifier: Identifier(derived: grantee))
                        """)
                }
            }
        }
    }
}
