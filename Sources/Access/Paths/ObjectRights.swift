package import Postgres

/// Who owns an object and who was given what on it.
package struct ObjectRights: Hashable, Sendable {
    /// What kind of object rights are asked of.
    package enum Kind: String, Sendable {
        case database, schema, relation, function
        /// What a role's default privileges say of the tables that it will make.
        case futureTables = "tables to come"
    }

    /// A line of an object's list of rights.
    package struct Entry: Hashable, Sendable {
        /// Nil for everyone.
        package let grantee: String?
        package let grantor: String
        package let privilege: String
        /// The column when the right is on one alone.
        package let column: String?
        /// Whether nobody ever gave or took a right, so that PostgreSQL's default for the kind stands.
        package let isDefault: Bool

        package init(
            grantee: String?, grantor: String, privilege: String, column: String? = nil, isDefault: Bool = false
        ) {
            self.grantee = grantee
            self.grantor = grantor
            self.privilege = privilege
            self.column = column
            self.isDefault = isDefault
        }
    }

    package let kind: Kind
    package let owner: String
    package let entries: [Entry]

    package init(kind: Kind, owner: String, entries: [Entry]) {
        self.kind = kind
        self.owner = owner
        self.entries = entries
    }

    /// Reads the rights on an object, and on its columns.
    ///
    /// **Runs as** provisioner, in the object's database.
    package static func read(_ kind: Kind, _ object: Int, in data: borrowing Connection) throws -> ObjectRights? {
        let rows = try data.query(
            """
            select owner_name, grantee_name, grantor_name, privilege, column_name, is_default
            from socle.object_rights(\(kind.rawValue), \(object)::oid)
            """
        ) { row -> (String, Entry?) in
            let privilege: String? = try row[3]
            return (
                try row[0],
                try privilege.map { privilege in
                    Entry(
                        grantee: try row[1], grantor: try row[2], privilege: privilege, column: try row[4],
                        isDefault: try row[5])
                }
            )
        }
        guard let owner = rows.first?.0 else { return nil }
        return ObjectRights(kind: kind, owner: owner, entries: rows.compactMap(\.1))
    }

    // MARK: Paths

    /// Every way by which a role holds a right here; reaches no server.
    ///
    /// - Parameter column: the column that is asked for; nil when any will do.
    package func paths(of role: String, to privilege: Privilege, column: String?, in graph: RoleGraph) -> [AccessPath] {
        let inherited = graph.chains(from: role, bySetRole: false)
        let settable = graph.chains(from: role, bySetRole: true)
        var paths: [AccessPath] = []
        for holder in settable.keys.sorted() {
            guard let chain = inherited[holder] ?? settable[holder] else { continue }
            let needsSetRole = inherited[holder] == nil
            for source in sources(of: holder, to: privilege, column: column, in: graph) {
                // What a role is, other than what it holds, is never inherited.
                let isAttribute = [.superuser, .createsRoles, .replication].contains(source)
                paths.append(
                    AccessPath(
                        chain: chain, source: source, needsSetRole: needsSetRole || isAttribute && holder != role))
            }
        }
        for entry in entries where entry.grantee == nil && entry.gives(privilege, on: column) {
            paths.append(
                AccessPath(chain: [role], source: entry.isDefault ? .kindDefault : .everyone(by: entry.grantor)))
        }
        return paths.sorted { ($0.chain.count, $0.words) < ($1.chain.count, $1.words) }
    }

    private func sources(
        of holder: String, to privilege: Privilege, column: String?, in graph: RoleGraph
    ) -> [AccessPath.Source] {
        var sources: [AccessPath.Source] = []
        let attributes = graph.roles[holder] ?? .init()
        if attributes.isSuperuser {
            sources.append(.superuser)
        } else if attributes.createsRoles {
            sources.append(.createsRoles)
        } else if attributes.replicates, kind == .relation, privilege == .select {
            sources.append(.replication)
        }
        for entry in entries where entry.grantee == holder && entry.gives(privilege, on: column) {
            sources.append(holder == owner ? .ownership : .grant(by: entry.grantor, column: entry.column))
        }
        // What a role is still to make will be its own, whatever its default privileges say of others.
        if kind == .futureTables, holder == owner { sources.append(.ownership) }
        if Self.predefined[holder]?(kind, privilege) == true { sources.append(.predefinedRole) }
        var seen: Set<AccessPath.Source> = []
        return sources.filter { seen.insert($0).inserted }
    }

    /// What the roles that PostgreSQL itself knows let their members do.
    private static let predefined: [String: @Sendable (Kind, Privilege) -> Bool] = [
        "pg_read_all_data": { kind, privilege in
            kind == .relation && privilege == .select || kind == .schema && privilege == .usage
        },
        "pg_write_all_data": { kind, privilege in
            kind == .relation && [.insert, .update, .delete].contains(privilege)
                || kind == .schema && privilege == .usage
        },
        // Whoever reads and writes the server's files, or runs programs there, is a superuser by a detour.
        "pg_read_server_files": { kind, privilege in kind == .relation && privilege == .select },
        "pg_write_server_files": { _, _ in true },
        "pg_execute_server_program": { _, _ in true },
    ]
}

extension ObjectRights.Entry {
    fileprivate func gives(_ wanted: Privilege, on wantedColumn: String?) -> Bool {
        privilege == wanted.rawValue && (column == nil || wantedColumn == nil || column == wantedColumn)
    }
}
