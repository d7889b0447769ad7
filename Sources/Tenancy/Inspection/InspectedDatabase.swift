extension InspectedTenant {
    /// The tenant's own database, as its server's catalogs tell it.
    package struct Database: Hashable, Sendable {
        /// Who owns it, nil when it is the provisioner.
        package internal(set) var foreignOwner: String?
        package internal(set) var connectionLimit: Int
        /// Parameters set for the database, by name.
        package internal(set) var settings: [String: String]
        /// Rights of everybody but the owner.
        package internal(set) var rights: Set<Right>
    }
}

extension InspectedTenant.Database: FactDecodable {
    init(from columns: inout FactColumns) throws {
        foreignOwner = try columns.text()
        connectionLimit = try columns.integer()
        settings = try settingsByName(columns.texts() ?? [])
        rights = try columns.rights() ?? []
    }
}
