import FoundationEssentials
import Operations
import Vocabulary

extension ChainSelection {
    /// `TENANT | --platform | --all`.
    struct Choice: Parameter {
        /// Whether there is a word for everyone's chains.
        let hasAll: Bool
        /// Whether no word at all means everyone's.
        let allByDefault: Bool

        private let tenant = Argument(
            optional: "TENANT", ChainOwner.self, "The tenant whose chains are meant, or its UUID when it is gone.",
            completion: .tenants)
        private let platform = Flag("--platform", "Take the platform's own chains.")
        private let all = Flag("--all", "Take every chain of every data database.")

        init(hasAll: Bool = true, allByDefault: Bool = false) {
            self.hasAll = hasAll
            self.allByDefault = allByDefault
        }

        var fields: [Field] { tenant.fields + platform.fields + (hasAll ? all.fields : []) }

        func value(in arguments: Arguments) throws -> ChainSelection {
            var chosen: [(String, ChainSelection)] = []
            if let tenant = try tenant.value(in: arguments) { chosen.append(("TENANT", tenant.selection)) }
            if platform.value(in: arguments) { chosen.append(("--platform", .platform)) }
            if hasAll, all.value(in: arguments) { chosen.append(("--all", .all)) }
            if chosen.count > 1 { throw CommandFailure.conflicting(chosen.map(\.0)) }
            if let (_, selection) = chosen.first { return selection }
            if allByDefault { return .all }
            throw CommandFailure.oneIsNeeded(["TENANT", "--platform"] + (hasAll ? ["--all"] : []))
        }
    }
}

/// A tenant by its identifier, or by its UUID, which stays in chains when the tenant is gone.
private enum ChainOwner: ArgumentValue {
    case tenant(TenantIdentifier)
    case identity(UUID)

    init(argument text: String) throws {
        // No identifier has a hyphen.
        if let identity = UUID(uuidString: text) {
            self = .identity(identity)
        } else {
            self = .tenant(try TenantIdentifier(text))
        }
    }

    var argumentText: String {
        switch self {
        case .tenant(let tenant): tenant.text
        case .identity(let identity): identity.uuidString.lowercased()
        }
    }

    static var placeholder: String? { TenantIdentifier.placeholder }

    var selection: ChainSelection {
        switch self {
        case .tenant(let tenant): .tenant(tenant)
        case .identity(let identity): .identity(identity)
        }
    }
}
