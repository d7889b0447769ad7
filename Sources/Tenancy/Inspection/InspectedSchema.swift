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

extension InspectedTenant.Schema: LineDecodable {
    init(in line: inout any UnkeyedDecodingContainer) throws {
        owner = try line.decodeIfPresent(String.self)
        purpose = try line.decodeIfPresent(String.self)
        rights = Set(try line.decode([String].self).map(InspectedTenant.Right.init(text:)))
    }
}
