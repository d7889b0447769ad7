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

extension InspectedTenant.Role: LineDecodable {
    init(in line: inout any UnkeyedDecodingContainer) throws {
        canLogin = try line.decode(Bool.self)
        isSuperuser = try line.decode(Bool.self)
        createsRoles = try line.decode(Bool.self)
        createsDatabases = try line.decode(Bool.self)
        replicates = try line.decode(Bool.self)
        bypassesRowSecurity = try line.decode(Bool.self)
        inherits = try line.decode(Bool.self)
        connectionLimit = try line.decode(Int.self)
        validUntil = try line.decodeIfPresent(String.self)
        comment = try line.decodeIfPresent(String.self)
        memberOf = try line.decode(Set<String>.self)
        administers = try line.decode(Set<String>.self)
        strangers = try line.decode(Set<String>.self)
        settings = try settingsByName(line.decode([String].self))
        databaseSettings = try line.decode(Set<String>.self)
        verifier = try line.decodeIfPresent(String.self)
    }
}
