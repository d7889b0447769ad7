import FoundationEssentials
import Postgres
import Tenancy
import Vocabulary

/// Whose keys and secrets a command goes through.
package enum OwnerSelection: Sendable {
    /// Every tenant that is made, and the platform.
    case all
    case only([SecretOwner])

    /// Whether those are meant who were named one by one.
    var isByName: Bool { if case .only = self { true } else { false } }

    /// The owners with the UUIDs under which keys and secrets are kept, the platform first.
    func owners(in base: borrowing Connection) throws -> [KnownOwner] {
        switch self {
        case .all:
            try [.platform]
                + RegisteredTenant.all(in: base).map { KnownOwner(owner: .tenant($0.identifier), uuid: $0.tenantID) }
        case .only(let owners): try owners.map { KnownOwner(owner: $0, uuid: try $0.uuid(in: base)) }
        }
    }
}

/// An owner of secrets with the UUID under which keys and secrets are kept.
struct KnownOwner: Sendable {
    let owner: SecretOwner
    let uuid: UUID

    /// The platform itself.
    static let platform = KnownOwner(owner: .platform, uuid: Platform.tenantID)
}
