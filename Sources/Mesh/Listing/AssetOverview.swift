package import FoundationEssentials
package import Postgres

/// An asset as a list shows it.
package struct AssetOverview: Hashable, Sendable {
    package let assetID: String
    /// Identifier of the tenant who owns the table.
    package let tenant: String
    /// The project that answers for it.
    package let project: String?
    package let database: String
    package let schema: String
    package let table: String
    package let title: String
    package let description: String?
    package let terms: [String]
    /// Rows that the last load brought.
    package let rowCount: Int?
    /// Records that the last load refused.
    package let rejectCount: Int?
    package let refreshedAt: Date?
    /// Counted up whenever the columns change, from 1.
    package let revision: Int
    /// Nil when it was never offered.
    package let listingID: String?

    /// Lists assets by title, those of one tenant or all.
    package static func list(of tenant: String? = nil, in base: borrowing Connection) throws
        -> [AssetOverview]
    {
        try base.query(
            """
            select \(sql: columns) from mesh.asset_overview
            where \(orNull: tenant)::text is null or tenant = \(orNull: tenant)
            order by title, schema_name, table_name
            """, decode)
    }

    /// Finds assets in which all words occur, the best first; accents and endings do not matter.
    package static func search(
        _ words: String, limit: Int = 50, in base: borrowing Connection
    ) throws -> [AssetOverview] {
        try base.query(
            """
            select \(sql: columns) from mesh.asset_overview
            join mesh.search_assets(\(words)) as found using (asset_id)
            order by found.rank desc, title, asset_id
            limit \(limit)
            """, decode)
    }

    private static let columns: SQL = """
        asset_id, tenant, project, database, schema_name, table_name, title, description, terms, row_count, \
        reject_count, refreshed_at, revision, listing_id
        """

    private static func decode(_ row: Row) throws -> AssetOverview {
        AssetOverview(
            assetID: try row[0], tenant: try row[1], project: try row[2], database: try row[3],
            schema: try row[4],
            table: try row[5], title: try row[6], description: try row[7], terms: try row[8],
            rowCount: try row[9],
            rejectCount: try row[10], refreshedAt: try row[11], revision: try row[12], listingID: try row[13])
    }
}
