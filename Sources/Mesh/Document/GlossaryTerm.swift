/// A word with an agreed meaning, linked to assets and columns.
package struct GlossaryTerm: Hashable, Sendable {
    package var name: String
    /// The meaning in a sentence.
    package var shortDescription: String?
    /// The meaning in full.
    package var description: String?

    package init(name: String, shortDescription: String? = nil, description: String? = nil) {
        self.name = name
        self.shortDescription = shortDescription
        self.description = description
    }
}

extension GlossaryTerm: Decodable {
    private enum Keys: String, CodingKey, CaseIterable {
        case name
        case shortDescription = "short_description"
        case description
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        name = try container.name(upTo: 256, forKey: .name)
        shortDescription = try container.text(.shortDescription, upTo: 1024)
        description = try container.text(.description, upTo: 4096)
        guard !name.contains(TermName.separator) else { throw MeshFailure.separatorInName(name) }
    }
}
