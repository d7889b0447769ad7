/// What people say of a column.
package struct AssetColumn: Hashable, Sendable {
    package var description: String?
    /// Links to terms.
    package var terms: [String]

    package init(description: String? = nil, terms: [String] = []) {
        self.description = description
        self.terms = terms
    }
}

extension AssetColumn: Decodable {
    private enum Keys: String, CodingKey, CaseIterable {
        case description, terms
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        description = try container.text(.description, upTo: 2048)
        terms = try container.decodeIfPresent([String].self, forKey: .terms) ?? []
    }
}
