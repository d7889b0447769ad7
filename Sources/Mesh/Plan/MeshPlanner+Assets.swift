import Vocabulary

extension MeshPlanner {
    mutating func planAssets() {
        let directory = TermDirectory(catalog.glossaries, document.glossaries)
        let known = Dictionary(catalog.assets.map { ($0.asset.table, $0) }) { first, _ in first }
        refuseDuplicates(document.assets.map(\.table.description), kind: "table")
        for asset in document.assets {
            guard let existing = known[asset.table] else {
                let name = asset.table.description
                let nearest = nearestName(to: name, in: known.keys.map(\.description))
                fail(.unknown(kind: "table", name: name, nearest: nearest))
                continue
            }
            planFacts(of: asset, existing.asset)
            planLinks(of: asset, existing.asset, directory)
            planColumns(of: asset, existing, directory)
            planFilters(of: asset, existing)
            planListing(of: asset, existing.asset)
        }
    }

    private mutating func planFacts(of asset: Asset, _ existing: Asset) {
        if let name = asset.project {
            requireProject(name)
            if let project = projects[name], project.tenant != asset.table.tenant {
                fail(.projectOfOtherTenant(project: name, table: asset.table.description))
            }
        }
        if facts(of: asset) != facts(of: existing) { add(.describeAsset(facts(of: asset))) }
    }

    private func facts(of asset: Asset) -> MeshChange.AssetFacts {
        MeshChange.AssetFacts(
            table: asset.table, name: asset.name, project: asset.project, description: asset.description,
            channels: asset.channels.map { channels in Channel.allCases.filter(channels.contains) })
    }

    private mutating func planLinks(of asset: Asset, _ existing: Asset, _ directory: TermDirectory) {
        attempt { planner in
            let wanted = Set(try asset.terms.map(directory.resolve))
            let present = Set(try existing.terms.map(directory.resolve))
            guard wanted != present else { return }
            planner.add(
                .linkAsset(
                    asset.table, add: wanted.subtracting(present).sorted(),
                    remove: present.subtracting(wanted).sorted()))
        }
    }

    private mutating func planColumns(of asset: Asset, _ existing: KnownAsset, _ directory: TermDirectory) {
        let names = existing.columns.map(\.name)
        for name in asset.columns.keys where !names.contains(name) {
            fail(.unknown(kind: "column", name: name, nearest: nearestName(to: name, in: names)))
        }
        for name in names {
            guard let column = asset.columns[name] else { continue }
            let present = existing.asset.columns[name] ?? AssetColumn()
            if column.description != present.description {
                add(.describeColumn(asset.table, column: name, description: column.description))
            }
            attempt { planner in
                let wanted = Set(try column.terms.map(directory.resolve))
                let linked = Set(try present.terms.map(directory.resolve))
                guard wanted != linked else { return }
                planner.add(
                    .linkColumn(
                        asset.table, column: name, add: wanted.subtracting(linked).sorted(),
                        remove: linked.subtracting(wanted).sorted()))
            }
        }
    }

    /// Tries filters on the columns as the last load named them; the approval tries them on the real ones.
    private mutating func planFilters(of asset: Asset, _ existing: KnownAsset) {
        refuseDuplicates(asset.filters.map(\.name), kind: "filter")
        let known = Dictionary(existing.asset.filters.map { ($0.name, $0) }) { first, _ in first }
        let table = asset.table.description
        attempt { _ in
            let columns = try existing.columns.map {
                TableColumn(try Identifier($0.name), ColumnType($0.type))
            }
            for filter in asset.filters {
                // Each alone: which of them go together is for an approval to say.
                _ = try ShareSelection(of: columns, filters: [filter], table: table)
            }
        }
        for filter in asset.filters {
            switch known[filter.name] {
            case nil: add(.createFilter(asset.table, filter))
            case filter?: break
            case let present?
            where existing.filtersInUse.contains(filter.name) && present.effect != filter.effect:
                fail(.filterInUse(filter: filter.name, table: table))
            default: add(.changeFilter(asset.table, filter))
            }
        }
    }

    private mutating func planListing(of asset: Asset, _ existing: Asset) {
        if asset.project == nil, asset.listing ?? existing.listing != nil {
            fail(.listingWithoutProject(table: asset.table.description))
        }
        guard let listing = asset.listing else { return }
        switch existing.listing {
        case nil: add(.createListing(asset.table, listing))
        case listing?: break
        default: add(.changeListing(asset.table, listing))
        }
    }
}
