/// The offer of an asset to other projects.
package struct Listing: Hashable, Sendable {
    /// Whether an offer stands.
    package enum Status: String, CaseIterable, Sendable, Decodable {
        case active = "ACTIVE"
        case inactive = "INACTIVE"
    }

    /// The name under which the asset is offered.
    package var name: String
    package var description: String?
    package var status: Status

    package init(name: String, description: String? = nil, status: Status = .active) {
        self.name = name
        self.description = description
        self.status = status
    }
}

extension Listing: Decodable {
    private enum Keys: String, CodingKey, CaseIterable {
        case name, description, status
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        name = try container.name(upTo: 64, forKey: .name)
        description = try container.text(.description, upTo: 2048)
        status = try container.decodeIfPresent(Status.self, forKey: .status) ?? .active
    }
}
