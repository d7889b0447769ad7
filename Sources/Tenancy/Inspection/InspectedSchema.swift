extension InspectedTenant {
    /// A schema of the tenant's data database.
    package struct Schema: Hashable, Sendable {
        /// Nil when there is no such schema.
        package internal(set) var owner: String?
        /// What `socle.schemas` says it is for, nil when it is not there.
        package internal(set) var purpose: String?
        /// Rights of everybody but the owner, without those that shares and channels give by themselves.
        package internal(set) var rights: Set<Right>
    }
}

/// A schema as it was read.
struct ReadSchema: FactDecodable {
    let owner: String?
    let purpose: String?
    /// Nil when they are a tenant's usual ones.
    let rights: Set<InspectedTenant.Right>?

    init(from columns: inout FactColumns) throws {
        owner = try columns.text()
        purpose = try columns.text()
        rights = try columns.rights()
    }
}
