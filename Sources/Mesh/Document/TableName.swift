/// Which table of which tenant, in the tenant's own words.
package struct TableName: Hashable, Comparable, Sendable, Decodable, CustomStringConvertible {
    /// Identifier of the tenant who owns the table.
    package let tenant: String
    /// A theme of the tenant, or `data` or `analytics`: the last word of the schema.
    package let theme: String
    package let name: String

    package init(tenant: String, theme: String, name: String) {
        self.tenant = tenant
        self.theme = theme
        self.name = name
    }

    /// The schema in which the table lies.
    package var schema: String { "\(tenant)_\(theme)" }

    /// The table as psql names it: `val_d_ille_territoire.communes`.
    package var description: String { "\(schema).\(name)" }

    package static func < (left: TableName, right: TableName) -> Bool {
        (left.tenant, left.theme, left.name) < (right.tenant, right.theme, right.name)
    }

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case tenant, theme, name
    }
}
