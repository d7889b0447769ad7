extension InspectedTenant {
    /// A table, view or sequence of the tenant's schemas that is not as it shall be.
    ///
    /// Only such relations are looked at: a tenant may have any number of them.
    package struct Relation: Hashable, Sendable {
        package internal(set) var schema: String
        package internal(set) var name: String
        /// As `pg_class.relkind` has it: `S` for a sequence, `r`, `p`, `v`, `m` or `f` for the rest.
        package internal(set) var kind: String
        package internal(set) var owner: String
        /// Rights of everybody but the owner; nil in a schema of the platform's, whose views are not looked into.
        package internal(set) var rights: Set<Right>?
        /// Rights on single columns, as `"column" PRIVILEGE role`.
        package internal(set) var columnRights: Set<ColumnRight>
        package internal(set) var hasRowSecurity: Bool
        /// Whether row security holds for the owner too.
        package internal(set) var forcesRowSecurity: Bool
        package internal(set) var policies: Set<String>
    }

    /// A right on one column.
    package struct ColumnRight: Hashable, Sendable {
        package internal(set) var column: String
        package internal(set) var right: Right
    }
}

extension InspectedTenant.Relation: FactDecodable {
    init(from columns: inout FactColumns) throws {
        schema = try columns.word()
        name = try columns.word()
        kind = try columns.word()
        owner = try columns.word()
        rights = try columns.rights()
        let names = try columns.texts() ?? []
        let rightsOnThem = try columns.texts() ?? []
        columnRights = Set(
            zip(names, rightsOnThem).map { .init(column: $0, right: InspectedTenant.Right(text: $1)) })
        hasRowSecurity = try columns.word() == "t"
        forcesRowSecurity = try columns.word() == "t"
        policies = Set(try columns.texts() ?? [])
    }
}
