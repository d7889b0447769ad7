/// A collection of terms on which a domain agrees.
package struct Glossary: Hashable, Sendable {
    package var name: String
    /// The project that keeps it.
    package var project: String
    package var description: String?
    package var terms: [GlossaryTerm]

    package init(name: String, project: String, description: String? = nil, terms: [GlossaryTerm] = []) {
        self.name = name
        self.project = project
        self.description = description
        self.terms = terms
    }
}

extension Glossary: Decodable {
    private enum Keys: String, CodingKey, CaseIterable {
        case name, project, description, terms
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        name = try container.name(upTo: 256, forKey: .name)
        project = try container.decode(String.self, forKey: .project)
        description = try container.text(.description, upTo: 4096)
        terms = try container.decodeIfPresent([GlossaryTerm].self, forKey: .terms) ?? []
        guard !name.contains(TermName.separator) else { throw MeshFailure.separatorInName(name) }
    }
}
