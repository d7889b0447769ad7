/// One way by which a role holds a right.
package struct AccessPath: Hashable, Sendable {
    /// What the last role of the chain has.
    package enum Source: Hashable, Sendable {
        case superuser
        /// Whoever owns an object may do everything with it.
        case ownership
        /// Somebody gave the right, on the whole or on one column.
        case grant(by: String, column: String?)
        /// Everyone was given the right.
        case everyone(by: String)
        /// PostgreSQL gives it to everyone on objects of this kind, and nobody has taken it away.
        case kindDefault
        /// A role that PostgreSQL itself knows, such as `pg_read_all_data`.
        case predefinedRole
        /// The role may make itself a member of others, which on PostgreSQL 15 includes the powerful ones.
        case createsRoles
        /// The role may copy the whole server.
        case replication
    }

    /// Roles from the login to the one that has it, each a member of the next.
    package let chain: [String]
    package let source: Source

    /// Whether a step of the chain is taken by `SET ROLE` only, not by being a member.
    package let needsSetRole: Bool

    package init(chain: [String], source: Source, needsSetRole: Bool = false) {
        self.chain = chain
        self.source = source
        self.needsSetRole = needsSetRole
    }

    /// The way in words: `member of a_read, which was given it by socle_provisioner`.
    package var words: String {
        let holder = chain.last ?? ""
        let isDirect = chain.count <= 1
        let way =
            isDirect
            ? ""
            : "\(needsSetRole ? "by SET ROLE" : "member of") \(chain.dropFirst().joined(separator: ", of "))"
        let clause = isDirect ? "" : ", which "
        switch source {
        case .superuser: return isDirect ? "superuser" : "\(way)\(clause)is a superuser"
        case .ownership: return isDirect ? "owner" : "\(way)\(clause)owns it"
        case .grant(let grantor, let column):
            let part = column.map { " on column \($0)" } ?? ""
            return isDirect ? "given\(part) by \(grantor)" : "\(way)\(clause)was given it\(part) by \(grantor)"
        case .everyone(let grantor): return "given to everyone by \(grantor)"
        case .kindDefault: return "everyone's by PostgreSQL's default for its kind"
        case .predefinedRole: return isDirect ? "predefined role \(holder)" : "\(way), a predefined role"
        case .createsRoles: return isDirect ? "CREATEROLE" : "\(way)\(clause)has CREATEROLE"
        case .replication: return isDirect ? "REPLICATION" : "\(way)\(clause)has REPLICATION"
        }
    }
}
