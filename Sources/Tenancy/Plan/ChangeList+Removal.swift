import Postgres
import Vocabulary

extension InspectedTenant {
    /// Names that the tenant holds and that its file no longer asks for, schemas first, in order.
    func retiredNames(_ desired: DesiredTenant) -> [HeldName] {
        heldNames.subtracting(desired.heldNames)
            .filter { $0.kind != .database }
            .sorted { ($0.kind.rawValue, $0.name.text) > ($1.kind.rawValue, $1.name.text) }
    }
}

extension ChangeList {
    /// Closes the logins that are no longer declared, and ends what they have open.
    mutating func planDoors(_ retired: [HeldName], _ inspected: InspectedTenant) {
        for name in retired.roles {
            guard let role = inspected.roles[name.text] else { continue }
            if role.canLogin || role.connectionLimit != 0 {
                add(
                    .doors, "close login '\(name)', which is no longer declared",
                    "alter role \(identifier: name) nologin connection limit 0")
            }
            // Without a look at what is open: somebody may come in between the look and the closing.
            add(
                .sessions, "end the sessions of '\(name)'",
                """
                select pg_terminate_backend(pid, 5000) from pg_stat_activity
                where usesysid = (select oid from pg_roles where rolname = \(name))
                """)
        }
    }

    /// Takes away what is no longer declared from the data database: views, schemas, rights and rows.
    mutating func planRemovals(_ desired: DesiredTenant, _ retired: [HeldName], _ inspected: InspectedTenant) {
        let data = inspected.data
        for name in retired.schemas {
            guard data.schemas[name.text]?.owner != nil else { continue }
            for view in inspected.retiredContents[name.text]?.views ?? [] {
                add(
                    .data, "drop view '\(name).\(view)'",
                    "drop view \(identifier: name, Identifier(derived: view))")
            }
            // Nowhere with cascade: what came in since the look is not lost.
            add(.data, "drop schema '\(name)'", "drop schema \(identifier: name)")
        }
        let wantedSchemas = Set(desired.schemas.map(\.name.text))
        for (name, schema) in data.schemas.sorted(by: { $0.key < $1.key })
        where schema.purpose != nil && !wantedSchemas.contains(name) {
            add(
                .data, "withdraw what schema \(quoted(name)) published",
                "delete from socle.published_views where schema_name = \(name)")
            add(
                .data, "take schema \(quoted(name)) off the record",
                "delete from socle.schemas where schema_name = \(name)")
        }
        for name in retired.roles where inspected.roles[name.text] != nil && data.isPrepared {
            add(
                .data, "give what '\(name)' owns to '\(desired.names.owner)'",
                "reassign owned by \(identifier: name) to \(identifier: desired.names.owner)")
            add(.data, "take every right from '\(name)'", "drop owned by \(identifier: name)")
        }
        let wantedLogins = Set(desired.logins.map(\.name.text))
        for name in data.registeredLogins.keys.sorted() where !wantedLogins.contains(name) {
            add(
                .data, "take login \(quoted(name)) off the record",
                "delete from socle.logins where login_name = \(name)")
        }
    }

    /// Drops the roles that are no longer declared, and gives up names that nothing bears any more.
    mutating func planRelease(_ retired: [HeldName], _ inspected: InspectedTenant) {
        for name in retired.roles {
            if inspected.roles[name.text] != nil {
                add(.retirement, "drop login '\(name)'", "drop role \(identifier: name)")
            }
            add(
                .release, "forget the password of '\(name)'",
                "delete from socle.login_verifiers where login_name = \(name)")
        }
        for held in retired {
            add(
                .release, "give up the name of \(held.kind.rawValue) '\(held.name)'",
                "delete from socle.derived_names where kind = \(held.kind.rawValue) and name = \(held.name)")
        }
    }
}

extension [HeldName] {
    fileprivate var roles: [Identifier] { filter { $0.kind == .role }.map(\.name) }
    fileprivate var schemas: [Identifier] { filter { $0.kind == .schema }.map(\.name) }
}
