internal import Formats
package import Vocabulary

/// Which theme of the tenant each schema of the source becomes.
package struct ThemeMap: Codable, Hashable, Sendable {
    /// By schema of the source; nil for tables of no theme.
    private let chosen: [String: String?]
    private let declared: [String]

    /// - Parameters:
    ///   - chosen: what somebody chose; `data` stands for no theme.
    ///   - declared: the tenant's themes.
    /// - Throws: ``AdoptionFailure/themeNotDeclared(_:declared:)``.
    package init(chosen: [(schema: String, theme: String)], declared: [Theme]) throws {
        self.declared = declared.map(\.text)
        var map: [String: String?] = [:]
        for (schema, theme) in chosen {
            guard theme == "data" || self.declared.contains(theme) else {
                throw AdoptionFailure.themeNotDeclared(theme, declared: self.declared)
            }
            map.updateValue(theme == "data" ? nil : theme, forKey: schema)
        }
        self.chosen = map
    }

    /// The theme that was chosen, else the one of the schema's own name, else none.
    package func theme(of schema: String) -> String? {
        if let theme = chosen[schema] { return theme }
        let name = ColumnName.clean(schema)
        return declared.contains(name) ? name : nil
    }

    /// Schemas that were chosen for and that the source does not have.
    package func unknown(in catalog: SourceCatalog) -> [String] {
        let known = Set(catalog.tables.map(\.schema))
        return chosen.keys.filter { !known.contains($0) }.sorted()
    }

    package func isDeclared(_ theme: String) -> Bool { declared.contains(theme) }
    package var themes: [String] { declared }
}
