package import FoundationEssentials
package import Vocabulary

/// What PostgreSQL holds for a tenant, as its catalogs say now.
package struct InspectedTenant: Sendable {
    /// The tenant's row of the registry.
    package struct Registration: Hashable, Sendable {
        package let tenantID: UUID
        package let name: String
        package let tier: Tier
        package let placement: Placement
        package let place: DataPlace
        package let region: String
        package let contact: TenantConfiguration.Contact
        package let limits: AppliedLimits
        package let state: TenantState
    }

    /// A role of the cluster.
    package struct Role: Hashable, Sendable {
        package let canLogin: Bool
        /// Whether it is superuser, or may make roles or databases, or replicate.
        package let isPrivileged: Bool
        /// Whether policies on the rows of a table do not run for it.
        package let bypassesRowSecurity: Bool
        package let inherits: Bool
        package let connectionLimit: Int
        package let comment: String?
        package let memberOf: Set<String>
        /// Roles that are members of it.
        package let members: Set<String>
        /// Parameters set for the role in every database, by name.
        package let settings: [String: String]
        /// Databases for which parameters of the role are set.
        package let databasesWithSettings: Set<String>
        /// SHA-256 of the stored verifier, nil without a password.
        package let verifierSHA256: [UInt8]?
    }

    /// A name that is held, and by whom.
    package struct Holder: Sendable {
        package let held: HeldName
        package let tenantID: UUID
        package let identifier: String
    }

    /// A schema of the tenant's database.
    package struct Schema: Hashable, Sendable {
        package let owner: String
        /// Who has USAGE.
        package let users: Set<String>
        /// Who has CREATE.
        package let creators: Set<String>
        /// Views of a schema that only the platform fills; looked at in schemas that are no longer declared.
        package let views: Set<String>
        /// Everything else that lies in a schema that is no longer declared.
        package let contents: [String]
    }

    /// A right that tables to come will be made with.
    package struct DefaultRight: Hashable, Sendable {
        package let schema: String
        /// `r` for tables, `S` for sequences, as in `pg_default_acl`.
        package let objectType: String
        package let grantee: String
        package let privilege: String

        package init(schema: String, objectType: String, grantee: String, privilege: String) {
            self.schema = schema
            self.objectType = objectType
            self.grantee = grantee
            self.privilege = privilege
        }
    }

    /// What lies in the tenant's own data database.
    package struct DataSide: Sendable {
        /// Whether the database is there with every migration; nothing else was looked at if not.
        package var isPrepared = false
        /// Whether the database has a row of the tenant.
        package var isKnown = false
        package var schemas: [String: Schema] = [:]
        /// Rows of `socle.schemas`: purpose by name.
        package var registeredSchemas: [String: String] = [:]
        /// Rows of `socle.logins`: purpose by name.
        package var registeredLogins: [String: String] = [:]
        package var defaultRights: Set<DefaultRight> = []
        /// Whether functions to come are closed to PUBLIC.
        package var functionsAreClosed = false
        /// Schemas that hold a table which lacks a right of the tenant's groups.
        package var schemasWithMissingRights: Set<String> = []

        package init() {}
    }

    package let registration: Registration?
    /// Every holder of a name that the tenant shall have, and every name that the tenant holds.
    package let holders: [Holder]
    package let roles: [String: Role]
    /// Digests of the verifiers that the platform last set, by login.
    package let appliedVerifiers: [String: [UInt8]]
    package let databaseExists: Bool
    /// Whether the server has loaded pgaudit.
    package let logsStatements: Bool
    package let data: DataSide
}
