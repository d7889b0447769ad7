package import FoundationEssentials
package import Postgres
import Tenancy
package import Vocabulary

/// A table or share that a channel may show, with what the mesh says of it.
package struct TenantTable: Hashable, Sendable {
    /// Whose data it is.
    package enum Origin: String, Sendable {
        case own, subscription
    }

    /// What the mesh says of a column.
    package struct Words: Hashable, Sendable {
        package let description: String
        package let terms: [String]

        /// The description, unless it is empty, as that of a column without heading.
        var said: String? { description.isEmpty ? nil : description }

        package init(description: String, terms: [String]) {
            self.description = description
            self.terms = terms
        }
    }

    package let origin: Origin
    /// The table, or the view of the share, that is read.
    package let relationSchema: Identifier
    package let relationName: Identifier
    /// Identifier of the tenant who owns the data.
    package let producer: String
    /// Name of the owner's table.
    package let table: String
    package let title: String
    package let description: String?
    /// Name of the tenant who owns the data.
    package let owner: String
    package let terms: [String]
    package let refreshedAt: Date?
    package let maskedColumns: [String]
    package let columns: [String: Words]

    package init(
        origin: Origin, relationSchema: Identifier, relationName: Identifier, producer: String, table: String,
        title: String, description: String? = nil, owner: String, terms: [String] = [],
        refreshedAt: Date? = nil,
        maskedColumns: [String] = [], columns: [String: Words] = [:]
    ) {
        self.origin = origin
        self.relationSchema = relationSchema
        self.relationName = relationName
        self.producer = producer
        self.table = table
        self.title = title
        self.description = description
        self.owner = owner
        self.terms = terms
        self.refreshedAt = refreshedAt
        self.maskedColumns = maskedColumns
        self.columns = columns
    }

    /// Asks the mesh what a channel may show: own assets, and shares whose access was proved.
    ///
    /// **Runs as** any role that reads the mesh, in the base. **Cost** two round trips.
    package static func list(for channel: TenantChannel, in base: borrowing Connection) throws
        -> [TenantTable]
    {
        let words = try columnWords(for: channel, in: base)
        return try base.query(
            """
            select asset_id, origin, relation_schema, relation_name, producer, table_name, title, description,
                owner, terms, refreshed_at, masked_columns
            from mesh.tenant_tables
            where tenant_id = \(channel.tenant.tenantID) and database = \(channel.tenant.database)
                and (channels is null or \(channel.channel.rawValue) = any (channels))
            order by origin, relation_schema collate "C", relation_name collate "C"
            """
        ) { row in
            let origin: String = try row[1]
            return TenantTable(
                origin: Origin(rawValue: origin) ?? .subscription, relationSchema: try row[2],
                relationName: try row[3], producer: try row[4], table: try row[5], title: try row[6],
                description: try row[7], owner: try row[8], terms: try row[9], refreshedAt: try row[10],
                maskedColumns: try row[11], columns: words[try row[0]] ?? [:])
        }
    }

    private static func columnWords(
        for channel: TenantChannel, in base: borrowing Connection
    ) throws -> [String: [String: Words]] {
        let found = try base.query(
            """
            select asset_id, column_name, description, terms from mesh.column_descriptions
            where asset_id in (
                select asset_id from mesh.tenant_tables where tenant_id = \(channel.tenant.tenantID)
            )
            """
        ) { row -> (String, String, Words) in
            (try row[0], try row[1], Words(description: try row[2], terms: try row[3]))
        }
        return Dictionary(grouping: found, by: \.0).mapValues { columns in
            Dictionary(columns.map { ($0.1, $0.2) }) { first, _ in first }
        }
    }
}
