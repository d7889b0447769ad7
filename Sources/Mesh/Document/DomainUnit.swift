/// A part of a domain, such as a department or a team.
package struct DomainUnit: Hashable, Sendable {
    /// In the form `<name>-domain-unit`.
    package var name: String
    /// The unit above, nil for one directly below the root.
    package var parent: String?
    package var description: String?

    package init(name: String, parent: String? = nil, description: String? = nil) {
        self.name = name
        self.parent = parent
        self.description = description
    }
}

extension DomainUnit: Decodable {
    private enum Keys: String, CodingKey, CaseIterable {
        case name, parent, description
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        name = try container.decode(String.self, forKey: .name)
        parent = try container.decodeIfPresent(String.self, forKey: .parent)
        description = try container.text(.description, upTo: 2048)
        try NamingConvention.domainUnit.check(name)
    }
}
