extension InspectedTenant {
    /// A role of the tenant's server.
    package struct Role: Hashable, Sendable {
        package internal(set) var canLogin: Bool
        package internal(set) var isSuperuser: Bool
        package internal(set) var createsRoles: Bool
        package internal(set) var createsDatabases: Bool
        package internal(set) var replicates: Bool
        /// Whether policies on the rows of a table do not run for it.
        package internal(set) var bypassesRowSecurity: Bool
        package internal(set) var inherits: Bool
        package internal(set) var connectionLimit: Int
        /// When its password ends to be accepted, as PostgreSQL writes it.
        package internal(set) var validUntil: String?
        package internal(set) var comment: String?
        package internal(set) var memberOf: Set<String>
        /// Groups into which it may let others.
        package internal(set) var administers: Set<String>
        /// Roles that are members of it and not the tenant's own.
        package internal(set) var strangers: Set<String>
        /// Parameters set for the role in every database, by name.
        package internal(set) var settings: [String: String]
        /// Parameters set for the role in one database, as `"database" name=value`.
        package internal(set) var databaseSettings: Set<String>
        /// SHA-256 of the stored verifier in hexadecimal digits, nil without a password.
        package internal(set) var verifier: String?

        /// Whether it may do what no role of a tenant may.
        var isPrivileged: Bool { isSuperuser || createsRoles || createsDatabases || replicates }
    }
}

extension InspectedTenant.Role: FactDecodable {
    init(from columns: inout FactColumns) throws {
        let attributes = try columns.word().split(separator: " ")
        canLogin = attributes.contains("login")
        isSuperuser = attributes.contains("superuser")
        createsRoles = attributes.contains("createrole")
        createsDatabases = attributes.contains("createdb")
        replicates = attributes.contains("replication")
        bypassesRowSecurity = attributes.contains("bypassrls")
        inherits = attributes.contains("inherit")
        connectionLimit = try columns.integer()
        validUntil = try columns.text()
        comment = try columns.text()
        memberOf = Set(try columns.texts() ?? [])
        administers = Set(try columns.texts() ?? [])
        strangers = Set(try columns.texts() ?? [])
        settings = try settingsByName(columns.texts() ?? [])
        databaseSettings = Set(try columns.texts() ?? [])
        verifier = try columns.text()
    }
}
