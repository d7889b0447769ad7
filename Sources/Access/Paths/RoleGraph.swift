package import Postgres

/// Some roles with every group above them.
package struct RoleGraph: Hashable, Sendable {
    /// A role and the groups of which it is a member.
    package struct Role: Hashable, Sendable {
        package var isLogin = false
        package var isSuperuser = false
        package var bypassesRowSecurity = false
        package var createsRoles = false
        package var replicates = false
        /// Sessions that it may have, -1 for any number.
        package var connectionLimit = -1
        /// Whether its password is over.
        package var isExpired = false
        /// Each group, and whether its rights come without `SET ROLE`.
        package var groups: [String: Bool] = [:]

        package init() {}
    }

    package private(set) var roles: [String: Role]

    package init(roles: [String: Role]) {
        self.roles = roles
    }

    /// Reads roles and all groups above them.
    ///
    /// **Runs as** provisioner, in any data database of the server.
    package static func read(_ names: [String], in data: borrowing Connection) throws -> RoleGraph {
        var roles: [String: Role] = [:]
        let rows = try data.query(
            """
            select role_name, is_login, is_superuser, bypasses_row_security, creates_roles, replicates,
                connection_limit, is_expired, group_name, is_inherited
            from socle.role_closure(\(names)::text[])
            """
        ) { row -> (String, Role) in
            var role = Role()
            role.isLogin = try row[1]
            role.isSuperuser = try row[2]
            role.bypassesRowSecurity = try row[3]
            role.createsRoles = try row[4]
            role.replicates = try row[5]
            role.connectionLimit = try row[6]
            role.isExpired = try row[7]
            if let group: String = try row[8] { role.groups[group] = try row[9] }
            return (try row[0], role)
        }
        for (name, role) in rows {
            roles[name, default: role].groups.merge(role.groups) { $0 || $1 }
        }
        return RoleGraph(roles: roles)
    }

    /// A chain of memberships to each role that a role reaches, the shortest there is.
    ///
    /// - Parameter bySetRole: whether a step may be one that only `SET ROLE` takes.
    package func chains(from name: String, bySetRole: Bool) -> [String: [String]] {
        var chains = [name: [name]]
        var waiting = [name]
        while !waiting.isEmpty {
            var next: [String] = []
            for member in waiting {
                let groups = roles[member]?.groups ?? [:]
                for group in groups.keys.sorted() where chains[group] == nil && (bySetRole || groups[group] == true) {
                    chains[group] = (chains[member] ?? []) + [group]
                    next.append(group)
                }
            }
            waiting = next
        }
        return chains
    }
}
