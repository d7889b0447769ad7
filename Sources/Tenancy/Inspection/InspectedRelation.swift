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

extension InspectedTenant.Relation: LineDecodable {
    init(in line: inout any UnkeyedDecodingContainer) throws {
        schema = try line.decode(String.self)
        name = try line.decode(String.self)
        kind = try line.decode(String.self)
        owner = try line.decode(String.self)
        rights = try line.decodeIfPresent([String].self).map { Set($0.map(InspectedTenant.Right.init(text:))) }
        let columns = try line.decode([String].self)
        let ofColumns = try line.decode([String].self)
        columnRights = Set(
            zip(columns, ofColumns).map { .init(column: $0, right: InspectedTenant.Right(text: $1)) })
        hasRowSecurity = try line.decode(Bool.self)
        forcesRowSecurity = try line.decode(Bool.self)
        policies = try line.decode(Set<String>.self)
    }
}
