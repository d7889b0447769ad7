package import Vocabulary

/// What people say of a table that a load made.
package struct Asset: Hashable, Sendable {
    /// The title, as people read it.
    package var name: String
    package var table: TableName
    /// The project that answers for it.
    package var project: String?
    package var description: String?
    /// Links to terms.
    package var terms: [String]
    /// The channels of its own tenant that show it, nil for every one that is enabled.
    package var channels: [Channel]?
    /// What is said of columns, by their names.
    package var columns: [String: AssetColumn]
    package var filters: [AssetFilter]
    /// The offer to others, nil when there is none.
    package var listing: Listing?

    package init(
        name: String, table: TableName, project: String? = nil, description: String? = nil,
        terms: [String] = [], channels: [Channel]? = nil, columns: [String: AssetColumn] = [:],
        filters: [AssetFilter] = [], listing: Listing? = nil
    ) {
        self.name = name
        self.table = table
        self.project = project
        self.description = description
        self.terms = terms
        self.channels = channels
        self.columns = columns
        self.filters = filters
        self.listing = listing
    }
}

extension Asset: Decodable {
    private enum Keys: String, CodingKey, CaseIterable {
        case name, table, project, description, terms, channels, columns, filters, listing
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        name = try container.name(upTo: 256, forKey: .name)
        table = try container.decode(TableName.self, forKey: .table)
        project = try container.decodeIfPresent(String.self, forKey: .project)
        description = try container.text(.description, upTo: 2048)
        terms = try container.decodeIfPresent([String].self, forKey: .terms) ?? []
        channels = try container.decodeIfPresent([Channel].self, forKey: .channels)
        columns = try container.decodeIfPresent([String: AssetColumn].self, forKey: .columns) ?? [:]
        filters = try container.decodeIfPresent([AssetFilter].self, forKey: .filters) ?? []
        listing = try container.decodeIfPresent(Listing.self, forKey: .listing)
    }
}
