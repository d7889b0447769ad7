import Postgres
import Vocabulary

extension ChangeList {
    /// Tables, views and sequences that are not as they shall be: owners, rights, row security.
    ///
    /// Their names, and those of their columns and policies, were given by the tenant.
    mutating func planRelations(_ desired: DesiredTenant, _ data: InspectedTenant.DataSide) {
        for relation in data.relations.sorted(by: { ($0.schema, $0.name) < ($1.schema, $1.name) }) {
            guard let wanted = relation.wanted(in: desired) else { continue }
            planOwner(of: relation, wanted)
            planRowSecurity(of: relation)
            planRights(on: relation, wanted)
        }
    }

    private mutating func planOwner(of relation: InspectedTenant.Relation, _ wanted: InspectedTenant.Relation) {
        guard relation.owner != wanted.owner else { return }
        add(
            .data, "give \(relation.shown) back to '\(wanted.owner)'",
            "alter \(sql: relation.kindSQL) \(sql: relation.sql) owner to \(identifier: Identifier(derived: wanted.owner))"
        )
    }

    private mutating func planRowSecurity(of relation: InspectedTenant.Relation) {
        for policy in relation.policies.sorted() {
            add(
                .data, "drop policy \(quoted(policy)) of \(relation.shown)",
                "drop policy \(identifier: Identifier(derived: policy)) on \(sql: relation.sql)")
        }
        if relation.hasRowSecurity || relation.forcesRowSecurity {
            add(
                .data, "take row security from \(relation.shown)",
                "alter table \(sql: relation.sql) disable row level security, no force row level security")
        }
    }

    private mutating func planRights(on relation: InspectedTenant.Relation, _ wanted: InspectedTenant.Relation) {
        let objects: SQL = relation.kind == "S" ? "sequence" : "table"
        for column in relation.columnRights.sorted(by: { $0.shown < $1.shown }) {
            add(
                .data, "take \(column.shown) of \(relation.shown)",
                "revoke \(sql: column.sql) on table \(sql: relation.sql) from \(sql: column.right.granteeSQL) cascade")
        }
        guard let wantedRights = wanted.rights, let rights = relation.rights else { return }
        for right in rights.subtracting(wantedRights).sorted() {
            add(
                .data, "take from \(relation.shown) the right \(right.shown)",
                "revoke \(raw: right.privilege) on \(sql: objects) \(sql: relation.sql) from \(sql: right.granteeSQL) cascade"
            )
        }
        let missing = wantedRights.subtracting(rights)
        for grantee in Set(missing.compactMap(\.grantee)).sorted() {
            let privileges = missing.filter { $0.grantee == grantee }.map(\.privilege).sorted()
                .joined(separator: ", ").lowercased()
            add(
                .data, "let '\(grantee)' \(privileges) on \(relation.shown)",
                """
                grant \(raw: privileges) on \(sql: objects) \(sql: relation.sql)
                to \(identifier: Identifier(derived: grantee))
                """)
        }
    }
}

extension InspectedTenant.Relation {
    /// The relation as it shall be, nil when its schema is no longer the tenant's to have.
    func wanted(in desired: DesiredTenant) -> Self? {
        guard let schema = desired.schemas.first(where: { $0.name.text == self.schema }) else { return nil }
        return Self(
            schema: self.schema, name: name, kind: kind, owner: schema.owner.text,
            rights: rights == nil ? nil : desired.rights(ofKind: kind), columnRights: [], hasRowSecurity: false,
            forcesRowSecurity: false, policies: [])
    }

    /// What it is, with its name in quotes.
    package var shown: String {
        let word =
            switch kind {
            case "S": "sequence"
            case "v": "view"
            case "m": "materialized view"
            case "f": "foreign table"
            default: "table"
            }
        return "\(word) \(quoted("\(schema).\(name)"))"
    }

    var sql: SQL { "\(identifier: Identifier(derived: schema), Identifier(derived: name))" }

    /// The word after `alter`.
    var kindSQL: SQL {
        switch kind {
        case "S": "sequence"
        case "v": "view"
        case "m": "materialized view"
        case "f": "foreign table"
        default: "table"
        }
    }
}

extension InspectedTenant.ColumnRight {
    /// The right as a statement has it.
    var sql: SQL { "\(raw: right.privilege) (\(identifier: Identifier(derived: column)))" }

    /// The right in words, with names in quotes.
    var shown: String { "\(right.shown) on column \(quoted(column))" }
}
