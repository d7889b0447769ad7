import Operations
import Tenancy
import Vocabulary

/// Which declared tenants a command is for: those that are named, or all.
struct TenantSelection: Sendable {
    private let tenants: [TenantIdentifier]

    /// Every declared tenant.
    static let all = TenantSelection(tenants: [])

    /// Whether it is for every declared tenant.
    var isAll: Bool { tenants.isEmpty }

    /// The tenants that are named; nil for every one.
    var named: [TenantIdentifier]? { tenants.isEmpty ? nil : tenants }

    /// Reads what those of the selected tenants are declared to be whose files are right.
    ///
    /// - Parameter failures: gets everything that is wrong with the others.
    func configurations(in installation: Installation, failures: inout FailureList) throws -> [TenantConfiguration] {
        let configurations = try installation.configurations(of: named, failures: &failures)
        guard !configurations.isEmpty || !failures.isEmpty else {
            throw TenancyFailure.noTenants(folder: installation.tenantFolder.tenantsPath)
        }
        return configurations
    }

    /// `TENANT… | --all`.
    struct Choice: Parameter {
        /// Whether no word at all means every tenant.
        let allByDefault: Bool

        private let named = Argument(
            zeroOrMore: "TENANT", TenantIdentifier.self, "The tenants.", completion: .tenants)
        private let all: Flag

        init(
            allByDefault: Bool = false, _ help: String = "Take every tenant that is declared in the environment."
        ) {
            self.allByDefault = allByDefault
            all = Flag("--all", help)
        }

        var fields: [Field] { named.fields + all.fields }

        func value(in arguments: Arguments) throws -> TenantSelection {
            // Who is named twice is meant once.
            var seen: Set<TenantIdentifier> = []
            let tenants = try named.value(in: arguments).filter { seen.insert($0).inserted }
            let isAll = all.value(in: arguments)
            if isAll, !tenants.isEmpty { throw CommandFailure.conflicting(["TENANT", "--all"]) }
            if !isAll, tenants.isEmpty, !allByDefault { throw CommandFailure.oneIsNeeded(["TENANT", "--all"]) }
            return TenantSelection(tenants: tenants)
        }
    }
}
