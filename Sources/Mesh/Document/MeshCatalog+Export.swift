import Vocabulary
import YAML

extension MeshCatalog {
    /// The mesh as a document: sorted by name, so that the same mesh gives the same bytes.
    ///
    /// - Returns: nil when the mesh has no domain yet.
    package var document: MeshDocument? {
        guard let domain else { return nil }
        let directory = TermDirectory(glossaries)
        return MeshDocument(
            domain: domain,
            domainUnits: domainUnits.sorted { $0.name < $1.name },
            projects: projects.sorted { $0.name < $1.name },
            glossaries: glossaries.sorted { $0.name < $1.name }.map { glossary in
                var sorted = glossary
                sorted.terms.sort { $0.name < $1.name }
                return sorted
            },
            assets: assets.sorted { $0.asset.table < $1.asset.table }.map { $0.sorted(directory) })
    }
}

extension KnownAsset {
    fileprivate func sorted(_ directory: TermDirectory) -> Asset {
        var sorted = asset
        sorted.terms = directory.shortLinks(asset.terms)
        sorted.columns = asset.columns.mapValues { column in
            AssetColumn(description: column.description, terms: directory.shortLinks(column.terms))
        }
        sorted.filters.sort { $0.name < $1.name }
        return sorted
    }
}

extension TermDirectory {
    /// The links in their shortest form, in the order of glossaries and terms.
    fileprivate func shortLinks(_ links: [String]) -> [String] {
        // A link that means nothing cannot come out of the mesh; it would be kept as it is.
        let names = links.compactMap { try? resolve($0) }
        return names.count == links.count ? names.sorted().map(link) : links.sorted()
    }
}

extension MeshDocument {
    /// The document as YAML, which reads back as the same document.
    package func yaml() throws -> String {
        try YAMLWriter().text(of: json)
    }

    private var json: JSON {
        .object([
            JSON.Member(
                "domain", .members(("name", .string(domain.name)), ("description", JSON(domain.description)))),
            JSON.Member("domain_units", .array(domainUnits.map(\.json))),
            JSON.Member("projects", .array(projects.map(\.json))),
            JSON.Member("glossaries", .array(glossaries.map(\.json))),
            JSON.Member("assets", .array(assets.map(\.json))),
        ])
    }
}

extension JSON {
    /// An object without the members that say nothing: null, and empty lists and objects.
    fileprivate static func members(_ members: (String, JSON)...) -> JSON {
        .object(members.filter { !$0.1.saysNothing }.map { Member($0.0, $0.1) })
    }

    private var saysNothing: Bool {
        switch self {
        case .null: true
        case .array(let elements): elements.isEmpty
        case .object(let members): members.isEmpty
        default: false
        }
    }

    fileprivate static func strings(_ texts: [String]) -> JSON { .array(texts.map(JSON.string)) }
}

extension DomainUnit {
    fileprivate var json: JSON {
        .members(("name", .string(name)), ("parent", JSON(parent)), ("description", JSON(description)))
    }
}

extension Project {
    fileprivate var json: JSON {
        .members(
            ("name", .string(name)), ("domain_unit", .string(domainUnit)), ("tenant", .string(tenant)),
            ("description", JSON(description)))
    }
}

extension Glossary {
    fileprivate var json: JSON {
        .members(
            ("name", .string(name)), ("project", .string(project)), ("description", JSON(description)),
            ("terms", .array(terms.map(\.json))))
    }
}

extension GlossaryTerm {
    fileprivate var json: JSON {
        .members(
            ("name", .string(name)), ("short_description", JSON(shortDescription)),
            ("description", JSON(description)))
    }
}

extension Asset {
    fileprivate var json: JSON {
        let address: JSON = [
            "tenant": .string(table.tenant), "theme": .string(table.theme), "name": .string(table.name),
        ]
        // An empty list of channels says that there is none, which a missing list does not.
        let channelList = channels.map { [("channels", JSON.strings($0.map(\.rawValue)))] } ?? []
        let words: [(String, JSON)] =
            [
                ("name", .string(name)), ("table", address), ("project", JSON(project)),
                ("description", JSON(description)),
            ]
        let rest: [(String, JSON)] = [
            ("terms", .strings(terms)),
            (
                "columns",
                .object(columns.sorted { $0.key < $1.key }.map { JSON.Member($0.key, $0.value.json) })
            ),
            ("filters", .array(filters.map(\.json))),
        ]
        let known = (words + rest).filter { $0.1 != .null && $0.1 != .array([]) && $0.1 != .object([]) }
        let offer = listing.map { [("listing", $0.json)] } ?? []
        return .object((known + channelList + offer).map { JSON.Member($0.0, $0.1) })
    }
}

extension AssetColumn {
    fileprivate var json: JSON {
        .members(("description", JSON(description)), ("terms", .strings(terms)))
    }
}

extension Listing {
    fileprivate var json: JSON {
        .members(
            ("name", .string(name)), ("description", JSON(description)), ("status", .string(status.rawValue)))
    }
}

extension AssetFilter {
    fileprivate var json: JSON {
        let head: [(String, JSON)] = [("name", .string(name)), ("description", JSON(description))]
        let effect: (String, JSON) =
            switch effect {
            case .rows(let filter): ("row_filter", filter.shortForm)
            case .columns(let names): ("included_columns", .strings(names))
            case .masks(let masks): ("column_masks", .array(masks.sorted { $0.key < $1.key }.map(Self.entry)))
            }
        return .object((head.filter { $0.1 != .null } + [effect]).map { JSON.Member($0.0, $0.1) })
    }

    private static func entry(_ column: String, _ mask: Mask) -> JSON {
        guard case .object(let members) = mask.json else { return .null }
        return .object([JSON.Member("columnName", .string(column))] + members)
    }
}
