package import FoundationEssentials
package import Postgres
import Tenancy
package import Vocabulary

/// Whose keys and secrets are meant.
package enum SecretOwner: Hashable, Sendable, CustomStringConvertible {
    /// The platform's own.
    case platform
    case tenant(TenantIdentifier)

    package var description: String {
        switch self {
        case .platform: "the platform"
        case .tenant(let tenant): "tenant '\(tenant)'"
        }
    }

    /// As a list shows it: the tenant's identifier, or `platform`.
    package var name: String {
        switch self {
        case .platform: "platform"
        case .tenant(let tenant): tenant.text
        }
    }

    /// The tenant as a command takes it, or the place for one.
    var tenantArgument: String {
        switch self {
        case .platform: "TENANT"
        case .tenant(let tenant): tenant.text
        }
    }

    /// The UUID under which keys and secrets are kept.
    ///
    /// - Throws: ``TenancyFailure/notApplied(_:nearest:)``.
    package func uuid(in base: borrowing Connection) throws -> UUID {
        switch self {
        case .platform: Platform.tenantID
        case .tenant(let tenant): try RegisteredTenant.find(tenant, in: base).tenantID
        }
    }
}
