package import FoundationEssentials

/// What a backup holds, sealed like the rest of it.
package struct BackupManifest: Codable, Hashable, Sendable {
    /// The shape of this document.
    package static let format = 1

    package let format: Int
    package let backupID: UUID
    package let tenantID: UUID
    package let identifier: String
    package let tier: String
    package let region: String
    package let madeAt: Date
    package let server: String
    package let database: String
    /// The server's version as one number: 150020 is 15.20.
    package let serverVersion: Int
    package let schemas: [String]
    package let roles: [Role]
    /// Rights on schemas and tables, as `socle.registry` knows nothing of them.
    package let grants: [Grant]
    package let tables: [TableContent]
    package let files: [File]

    /// A role of the tenant, without its password.
    package struct Role: Codable, Hashable, Sendable {
        package let name: String
        package let canLogin: Bool
        package let connectionLimit: Int
        package let memberOf: [String]
        package let settings: [String]
    }

    /// A right on a schema, a table, a view or a sequence.
    package struct Grant: Codable, Hashable, Sendable {
        package let object: String
        package let grantee: String
        package let privileges: [String]
    }

    /// A file of the archive.
    package struct File: Codable, Hashable, Sendable {
        /// The name that PostgreSQL's program gave it.
        package let name: String
        package let bytes: Int
    }

    /// How many rows there are.
    package var rows: Int { tables.reduce(0) { $0 + $1.rows } }
}
