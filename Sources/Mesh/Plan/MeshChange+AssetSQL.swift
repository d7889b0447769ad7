import Postgres
import Vocabulary

extension MeshChange {
    /// Assets, with their links, columns, filters and listings.
    func assetStatements(in domain: String) -> [SQL] {
        switch self {
        case .describeAsset(let facts):
            [
                """
                update mesh.assets
                set title = \(facts.name), description = \(orNull: facts.description),
                    project_id = (\(sql: facts.project.map { project($0, in: domain) } ?? "null")),
                    channels = \(orNull: facts.channels?.map(\.rawValue))::text[], updated_at = now()
                where \(sql: isTable(facts.table))
                """
            ]
        case .linkAsset(let table, let add, let remove):
            add.map { name in
                """
                insert into mesh.asset_terms (asset_id, glossary_term_id)
                select asset_id, (\(sql: term(name, in: domain)))
                from mesh.assets where \(sql: isTable(table))
                """
            }
                + remove.map { name in
                    """
                    delete from mesh.asset_terms using mesh.assets
                    where assets.asset_id = asset_terms.asset_id and \(sql: isTable(table))
                        and glossary_term_id = (\(sql: term(name, in: domain)))
                    """
                }
        case .describeColumn(let table, let column, let description):
            [
                """
                update mesh.asset_columns set description = \(orNull: description) from mesh.assets
                where assets.asset_id = asset_columns.asset_id and \(sql: isTable(table))
                    and column_name = \(column)
                """
            ]
        case .linkColumn(let table, let column, let add, let remove):
            add.map { name in
                """
                insert into mesh.asset_column_terms (asset_id, column_name, glossary_term_id)
                select asset_id, \(column), (\(sql: term(name, in: domain)))
                from mesh.assets where \(sql: isTable(table))
                """
            }
                + remove.map { name in
                    """
                    delete from mesh.asset_column_terms using mesh.assets
                    where assets.asset_id = asset_column_terms.asset_id and \(sql: isTable(table))
                        and column_name = \(column) and glossary_term_id = (\(sql: term(name, in: domain)))
                    """
                }
        case .createFilter(let table, let filter):
            [
                """
                insert into mesh.asset_filters
                    (asset_id, name, description, row_filter, included_columns, masks)
                select asset_id, \(filter.name), \(orNull: filter.description),
                    \(orNull: filter.effect.rowFilter)::jsonb,
                    \(orNull: filter.effect.includedColumns)::text[], \(orNull: filter.effect.masks)::jsonb
                from mesh.assets where \(sql: isTable(table))
                """
            ]
        case .changeFilter(let table, let filter):
            [
                """
                update mesh.asset_filters
                set description = \(orNull: filter.description),
                    row_filter = \(orNull: filter.effect.rowFilter)::jsonb,
                    included_columns = \(orNull: filter.effect.includedColumns)::text[],
                    masks = \(orNull: filter.effect.masks)::jsonb, updated_at = now()
                from mesh.assets
                where assets.asset_id = asset_filters.asset_id and \(sql: isTable(table))
                    and name = \(filter.name)
                """
            ]
        case .createListing(let table, let listing):
            [
                """
                insert into mesh.listings (asset_id, project_id, name, description, status)
                select asset_id, project_id, \(listing.name), \(orNull: listing.description),
                    \(listing.status)
                from mesh.assets where \(sql: isTable(table))
                """
            ]
        case .changeListing(let table, let listing):
            [
                """
                update mesh.listings
                set name = \(listing.name), description = \(orNull: listing.description),
                    status = \(listing.status),
                    updated_at = now()
                from mesh.assets
                where assets.asset_id = listings.asset_id and \(sql: isTable(table))
                """
            ]
        default:
            []
        }
    }

    private func isTable(_ table: TableName) -> SQL {
        "schema_name = \(table.schema) and table_name = \(table.name)"
    }
}

extension AssetFilter.Effect {
    var rowFilter: JSON? { if case .rows(let filter) = self { filter.json } else { nil } }

    var includedColumns: [String]? { if case .columns(let names) = self { names } else { nil } }

    var masks: JSON? {
        guard case .masks(let masks) = self else { return nil }
        return .object(masks.sorted { $0.key < $1.key }.map { JSON.Member($0.key, $0.value.json) })
    }
}
