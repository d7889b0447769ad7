package import Postgres

/// What the server's own functions answer for a role, an object and a right.
package struct HeldRight: Hashable, Sendable {
    package let role: String
    /// The object as reports name it.
    package let object: String
    package let right: String
    package let isHeld: Bool
    /// Whether the schema lets the role use what it holds.
    package let isUsable: Bool

    /// Asks for every right of some roles on schemas and on all that lies in them.
    ///
    /// **Runs as** provisioner; no query touches the objects themselves.
    package static func list(of roles: [String], in schemas: [String], _ data: borrowing Connection) throws
        -> [HeldRight]
    {
        try data.query(
            """
            select login_name, case kind when 'schema' then 'schema ' else '' end || object, privilege, is_held,
                is_usable
            from socle.held_rights(\(roles)::text[], \(schemas)::text[])
            """
        ) { row in
            HeldRight(
                role: try row[0], object: try row[1], right: try row[2], isHeld: try row[3], isUsable: try row[4])
        }
    }

    /// Asks for the rights that ``RightTrial/onCommonGround`` needs.
    package static func onCommonGround(of roles: [String], _ data: borrowing Connection) throws -> [HeldRight] {
        try data.query(
            """
            select role, object, privilege, case object
                when 'schema public' then has_schema_privilege(role, 'public', privilege)
                else has_database_privilege(role, current_database(), privilege)
            end
            from unnest(\(roles)::text[]) as role
            cross join (
                values ('schema public', 'CREATE'), ('the database', 'CREATE'), ('the database', 'TEMPORARY')
            ) as ground (object, privilege)
            """
        ) { row in
            HeldRight(role: try row[0], object: try row[1], right: try row[2], isHeld: try row[3], isUsable: true)
        }
    }
}
