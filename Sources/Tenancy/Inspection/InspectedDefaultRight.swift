extension InspectedTenant {
    /// A right with which objects to come will be made.
    package struct DefaultRight: Hashable, Sendable {
        /// Whose objects.
        package internal(set) var maker: String
        /// In which schema; nil for all.
        package internal(set) var schema: String?
        /// `r` for tables, `S` for sequences, `f` for functions, `T` for types, `n` for schemas, as in `pg_default_acl`.
        package internal(set) var objects: String
        package internal(set) var right: Right
    }

    /// A row of `pg_default_acl`.
    struct DefaultRights: FactDecodable {
        let maker: String
        let schema: String?
        let objects: String
        /// Rights of everybody but the maker; nil when they are a tenant's usual ones.
        let rights: Set<Right>?

        init(from columns: inout FactColumns) throws {
            maker = try columns.word()
            schema = try columns.text()
            objects = try columns.word()
            rights = try columns.rights()
        }
    }
}
