import Operations
import Vocabulary

extension OwnerSelection {
    /// `TENANT… | --all | --platform`.
    struct Choice: Parameter {
        private let named = Argument(
            zeroOrMore: "TENANT", TenantIdentifier.self, "The tenants.", completion: .tenants)
        private let all = Flag("--all", "Take every tenant that is made, and the platform.")
        private let platform = Flag("--platform", "Take the platform itself.")

        var fields: [Field] { named.fields + all.fields + platform.fields }

        func value(in arguments: Arguments) throws -> OwnerSelection? {
            let tenants = try named.value(in: arguments)
            let names = ["TENANT", "--all", "--platform"]
            switch (tenants.isEmpty, all.value(in: arguments), platform.value(in: arguments)) {
            case (true, false, false): return nil
            case (false, false, false): return .only(tenants.map(SecretOwner.tenant))
            case (true, true, false): return .all
            case (true, false, true): return .only([.platform])
            default: throw CommandFailure.conflicting(names)
            }
        }
    }

    /// The same where one of them must be given.
    struct RequiredChoice: Parameter {
        private let choice = Choice()

        var fields: [Field] { choice.fields }

        func value(in arguments: Arguments) throws -> OwnerSelection {
            guard let selection = try choice.value(in: arguments) else {
                throw CommandFailure.oneIsNeeded(["TENANT", "--all", "--platform"])
            }
            return selection
        }
    }
}
