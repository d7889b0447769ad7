package import FoundationEssentials
package import Postgres

/// A listing as a list shows it.
package struct ListingOverview: Hashable, Sendable {
    package let listingID: String
    package let name: String
    package let description: String?
    /// ACTIVE while it can be asked for, INACTIVE when withdrawn.
    package let status: String
    /// The project that offers it.
    package let project: String
    /// Identifier of the tenant who owns the data.
    package let tenant: String
    package let schema: String
    package let table: String
    package let refreshedAt: Date?

    /// Lists all listings by name, the withdrawn ones too.
    package static func list(in base: borrowing Connection) throws -> [ListingOverview] {
        try base.query(
            """
            select listing_id, name, description, status, project, tenant, schema_name, table_name,
                refreshed_at
            from mesh.listing_overview
            order by name, listing_id
            """
        ) { row in
            ListingOverview(
                listingID: try row[0], name: try row[1], description: try row[2], status: try row[3],
                project: try row[4], tenant: try row[5], schema: try row[6], table: try row[7],
                refreshedAt: try row[8])
        }
    }
}
