package import Tenancy
package import Vocabulary

/// A source that a tenant declares, so that the same rows come in night after night by one word.
package struct DeclaredSource: Hashable, Sendable {
    /// Which of several files are loaded.
    package enum Choice: String, CaseIterable, Decodable, Sendable {
        /// The one that was changed last.
        case newest
        /// Each of them, the oldest first; what is loaded already is not loaded again.
        case all
    }

    package let name: SourceName
    package var place: SourcePlace
    package var choice: Choice
    package var theme: Theme?
    package var table: TableName
    package var rules: LoadRules
    package var schedule: CronExpression?
    package var contract: DeclaredContract?

    package init(name: SourceName, place: SourcePlace, theme: Theme?, table: TableName, rules: LoadRules) {
        self.name = name
        self.place = place
        self.theme = theme
        self.table = table
        self.rules = rules
        choice = .newest
    }

    /// The schema of its table.
    package func schema(of tenant: TenantIdentifier) -> Identifier {
        let names = TenantNames(tenant)
        return theme.map(names.themeSchema) ?? names.dataSchema
    }

    /// What is to be read now, the oldest first.
    ///
    /// - Parameter folder: from where a relative path starts.
    /// - Throws: ``SourceFailure/noFile(pattern:)``.
    package func origins(from folder: String) throws -> [Origin] {
        switch place {
        case .address(let address): return [.address(address)]
        case .files(let pattern):
            let files = SourcePlace.files(pattern, from: folder)
            guard let newest = files.last else { throw SourceFailure.noFile(pattern: pattern) }
            return (choice == .all ? files : [newest]).map { .file(path: $0) }
        }
    }
}
