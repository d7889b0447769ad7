package import Postgres
import Vocabulary
import YAML

extension MeshCatalog {
    /// Reads the mesh.
    ///
    /// **Cost** ten round trips.
    package static func inspect(_ base: borrowing Connection) throws -> MeshCatalog {
        var catalog = MeshCatalog()
        let domains = try base.query("select name, description from mesh.domains order by created_at, name") {
            row in
            Domain(name: try row[0], description: try row[1])
        }
        catalog.domain = domains.first
        catalog.tenants = Set(try base.query("select identifier from socle.registry") { row in try row[0] })
        guard let domain = catalog.domain else {
            catalog.assets = try knownAssets(base)
            return catalog
        }
        catalog.domainUnits = try domainUnits(of: domain.name, base)
        catalog.projects = try projects(of: domain.name, base)
        catalog.glossaries = try glossaries(of: domain.name, base)
        catalog.assets = try knownAssets(base)
        return catalog
    }

    private static func domainUnits(of domain: String, _ base: borrowing Connection) throws -> [DomainUnit] {
        try base.query(
            """
            select units.name, units.description,
                (select name from mesh.domain_units as above
                where above.domain_unit_id = units.parent_domain_unit_id
                    and above.parent_domain_unit_id is not null)
            from mesh.domain_units as units
            join mesh.domains using (domain_id)
            where domains.name = \(domain) and units.parent_domain_unit_id is not null
            """
        ) { row in DomainUnit(name: try row[0], parent: try row[2], description: try row[1]) }
    }

    private static func projects(of domain: String, _ base: borrowing Connection) throws -> [Project] {
        try base.query(
            """
            select projects.name, units.name, registry.identifier, projects.description
            from mesh.projects
            join mesh.domain_units as units using (domain_unit_id)
            join mesh.domains using (domain_id)
            join socle.registry using (tenant_id)
            where domains.name = \(domain)
            """
        ) { row in
            Project(name: try row[0], domainUnit: try row[1], tenant: try row[2], description: try row[3])
        }
    }

    private static func glossaries(of domain: String, _ base: borrowing Connection) throws -> [Glossary] {
        let terms = try base.query(
            "select glossary_id, name, short_description, long_description from mesh.glossary_terms"
        ) { row -> (String, GlossaryTerm) in
            (
                try row[0],
                GlossaryTerm(name: try row[1], shortDescription: try row[2], description: try row[3])
            )
        }
        let termsOf = Dictionary(grouping: terms, by: \.0).mapValues { $0.map(\.1) }
        return try base.query(
            """
            select glossary_id, glossaries.name, projects.name, glossaries.description
            from mesh.glossaries
            join mesh.projects using (project_id)
            join mesh.domains using (domain_id)
            where domains.name = \(domain)
            """
        ) { row in
            Glossary(
                name: try row[1], project: try row[2], description: try row[3],
                terms: termsOf[try row[0]] ?? [])
        }
    }

    // MARK: Assets

    private static func knownAssets(_ base: borrowing Connection) throws -> [KnownAsset] {
        let links = try termLinks(base)
        let columns = try columns(base, links)
        let filters = try filters(base)
        return try base.query(
            """
            select assets.asset_id, registry.identifier, assets.schema_name, assets.table_name, assets.title,
                assets.description, assets.channels, projects.name,
                listings.name, listings.description, listings.status
            from mesh.assets
            join socle.registry using (tenant_id)
            left join mesh.projects using (project_id)
            left join mesh.listings using (asset_id)
            """
        ) { row in
            let id: String = try row[0]
            let tenant: String = try row[1]
            let schema: String = try row[2]
            let described = (columns[id] ?? []).filter { $0.words != AssetColumn() }
            let asset = Asset(
                name: try row[4],
                table: TableName(
                    tenant: tenant, theme: String(schema.dropFirst(tenant.count + 1)), name: try row[3]),
                project: try row[7], description: try row[5],
                terms: links[Place(asset: id, column: "")] ?? [],
                channels: try channels(row[6]),
                columns: Dictionary(described.map { ($0.column.name, $0.words) }) { first, _ in first },
                filters: (filters[id] ?? []).map(\.filter), listing: try listing(row))
            return KnownAsset(
                asset: asset, columns: (columns[id] ?? []).map(\.column),
                filtersInUse: Set((filters[id] ?? []).filter(\.isInUse).map(\.filter.name)))
        }
    }

    private static func channels(_ names: [String]?) throws -> [Channel]? {
        names.map { names in Channel.allCases.filter { names.contains($0.rawValue) } }
    }

    private static func listing(_ row: Row) throws -> Listing? {
        guard let name: String = try row[8], let status: String = try row[10] else { return nil }
        return Listing(
            name: name, description: try row[9], status: Listing.Status(rawValue: status) ?? .inactive)
    }

    /// An asset, or with a name one of its columns.
    private struct Place: Hashable {
        let asset: String
        let column: String
    }

    private static func termLinks(_ base: borrowing Connection) throws -> [Place: [String]] {
        let links = try base.query(
            """
            select asset_id, column_name, glossaries.name, terms.name
            from (
                select asset_id, '' as column_name, glossary_term_id from mesh.asset_terms
                union all
                select asset_id, column_name, glossary_term_id from mesh.asset_column_terms
            ) as links
            join mesh.glossary_terms as terms using (glossary_term_id)
            join mesh.glossaries using (glossary_id)
            """
        ) { row -> (Place, String) in
            (
                Place(asset: try row[0], column: try row[1]),
                "\(TermName(glossary: try row[2], term: try row[3]))"
            )
        }
        return Dictionary(grouping: links, by: \.0).mapValues { $0.map(\.1) }
    }

    private struct KnownColumn {
        let column: KnownAsset.ColumnOfLoad
        let words: AssetColumn
    }

    private static func columns(
        _ base: borrowing Connection, _ links: [Place: [String]]
    ) throws -> [String: [KnownColumn]] {
        let columns = try base.query(
            """
            select asset_id, column_name, data_type, description from mesh.asset_columns
            where is_current
            order by asset_id, ordinal, column_name
            """
        ) { row -> (String, KnownColumn) in
            let id: String = try row[0]
            let name: String = try row[1]
            let words = AssetColumn(
                description: try row[3], terms: links[Place(asset: id, column: name)] ?? [])
            return (id, KnownColumn(column: .init(name: name, type: try row[2]), words: words))
        }
        return Dictionary(grouping: columns, by: \.0).mapValues { $0.map(\.1) }
    }

    // MARK: Filters

    private struct KnownFilter {
        let filter: AssetFilter
        let isInUse: Bool
    }

    private static func filters(_ base: borrowing Connection) throws -> [String: [KnownFilter]] {
        let filters = try base.query(
            """
            select asset_id, name, description, row_filter::text, included_columns, masks::text, exists (
                select from mesh.subscription_filters
                join mesh.subscriptions using (subscription_id)
                where subscription_filters.asset_filter_id = asset_filters.asset_filter_id
                    and subscriptions.status = 'APPROVED'
            )
            from mesh.asset_filters
            """
        ) { row -> (String, KnownFilter) in
            let effect = try AssetFilter.Effect(
                rowFilter: row[3], includedColumns: row[4], masks: row[5])
            let filter = AssetFilter(name: try row[1], description: try row[2], effect: effect)
            return (try row[0], KnownFilter(filter: filter, isInUse: try row[6]))
        }
        return Dictionary(grouping: filters, by: \.0).mapValues { $0.map(\.1) }
    }
}

extension AssetFilter.Effect {
    /// Reads what the mesh keeps; JSON is read as the YAML that it also is.
    init(rowFilter: String?, includedColumns: [String]?, masks: String?) throws {
        let decoder = YAMLDecoder()
        if let rowFilter {
            let document = try YAMLDocument(parsing: rowFilter, file: "mesh.asset_filters")
            self = .rows(try decoder.decode(RowFilter.self, from: document))
        } else if let includedColumns {
            self = .columns(includedColumns)
        } else {
            let document = try YAMLDocument(parsing: masks ?? "{}", file: "mesh.asset_filters")
            self = .masks(try decoder.decode([String: Mask].self, from: document))
        }
    }
}
