/// The realm of a mesh, one for each environment.
package struct Domain: Hashable, Sendable {
    /// In the form `<org>-<env>-unified-domain`.
    package var name: String
    package var description: String?

    package init(name: String, description: String? = nil) {
        self.name = name
        self.description = description
    }
}

extension Domain: Decodable {
    private enum Keys: String, CodingKey, CaseIterable {
        case name, description
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        name = try container.decode(String.self, forKey: .name)
        description = try container.text(.description, upTo: 2048)
        try NamingConvention.domain.check(name)
    }
}
