package import Vocabulary

/// One value of a tenant's configuration, with how it holds.
package struct Attribute: Hashable, Sendable {
    /// What makes a declared value true.
    package enum Strength: Hashable, Sendable {
        /// The platform or PostgreSQL sees to it, by the means named.
        case enforced(String)
        /// Sums are compared with what a server has.
        case capacityChecked
        /// It is written down, and read by people and other programs.
        case declaredOnly

        /// As people read it.
        package var words: String {
            switch self {
            case .enforced(let means): "enforced: \(means)"
            case .capacityChecked: "capacity-checked"
            case .declaredOnly: "declared only"
            }
        }
    }

    /// Where the value stands: `security.encryption.enabled`.
    package let path: String
    package let strength: Strength
    private let content: DeclaredValue

    init(path: String, content: DeclaredValue, strength: Strength) {
        self.path = path
        self.content = content
        self.strength = strength
    }

    /// The value as people read it on one line.
    package var value: String { content.words }

    /// The value for programs.
    package var json: JSON { content.json }
}
