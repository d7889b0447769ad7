import Vocabulary
import YAML

/// A tenant's merged configuration as YAML spells it, with marks for what is checked afterwards.
struct TenantDocument: Decodable {
    struct TenantInfo: Decodable {
        struct Contact: Decodable {
            let name: String
            let email: YAMLMarked<String>

            enum CodingKeys: String, CodingKey, CaseIterable {
                case name, email
            }
        }

        let identifier: YAMLMarked<TenantIdentifier>
        let name: String
        let tier: Tier
        let region: String
        let contact: Contact

        enum CodingKeys: String, CodingKey, CaseIterable {
            case identifier = "tenant_id"
            case name = "tenant_name"
            case tier = "tenant_type"
            case region
            case contact
        }
    }

    struct Limits: Decodable {
        let users: YAMLMarked<Int>
        let storage: YAMLMarked<Double>
        let apiCallsPerMonth: YAMLMarked<Int>
        let databaseConnections: YAMLMarked<Int>
        let channels: [YAMLMarked<Channel>]

        enum CodingKeys: String, CodingKey, CaseIterable {
            case users = "max_users"
            case storage = "storage_gb"
            case apiCallsPerMonth = "api_calls_per_month"
            case databaseConnections = "database_connections"
            case channels
        }
    }

    struct Security: Decodable {
        struct Encryption: Decodable {
            let keyRotation: YAMLMarked<RotationSchedule>

            enum CodingKeys: String, CodingKey, CaseIterable {
                case keyRotation = "key_rotation"
            }
        }

        let encryption: Encryption
        let loginRotation: YAMLMarked<RotationSchedule>

        enum CodingKeys: String, CodingKey, CaseIterable {
            case encryption
            case loginRotation = "login_rotation"
        }
    }

    let info: TenantInfo
    let placement: YAMLMarked<Placement>
    let themes: [YAMLMarked<Theme>]
    let channels: [YAMLMarked<Channel>]
    let limits: Limits
    let security: Security

    enum CodingKeys: String, CodingKey, CaseIterable {
        case info = "tenant_info"
        case placement
        case themes
        case channels
        case limits
        case security
    }
}
