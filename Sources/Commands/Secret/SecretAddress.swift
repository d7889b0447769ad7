import Operations
import Vocabulary

/// Which secret a command is for.
struct SecretAddress: Sendable {
    let owner: SecretOwner
    let name: SecretName

    /// `TENANT KIND/NAME`, or `KIND/NAME --platform`.
    struct Choice: Parameter {
        /// Whether a name without a kind is a login, whose password is meant.
        let allowsLogin: Bool

        private let tenant = Argument(
            optional: "TENANT", String.self, "The tenant; nobody with --platform.", completion: .tenants)
        private let secret = Argument(
            optional: "KIND/NAME", String.self, "The secret: what it opens, and its name, such as token/api.")
        private let platform = Flag("--platform", "Take the platform's own secret, and no tenant's.")

        init(allowsLogin: Bool = false) {
            self.allowsLogin = allowsLogin
        }

        var fields: [Field] { tenant.fields + secret.fields + platform.fields }

        func value(in arguments: Arguments) throws -> SecretAddress {
            // Words go to arguments by their places: without a tenant the name stands first.
            var words = try [tenant.value(in: arguments), secret.value(in: arguments)].compactMap { $0 }
            let owner: SecretOwner
            if platform.value(in: arguments) {
                if words.count > 1 { throw CommandFailure.conflicting(["TENANT", "--platform"]) }
                owner = .platform
            } else {
                guard !words.isEmpty else { throw CommandFailure.oneIsNeeded(["TENANT", "--platform"]) }
                owner = .tenant(try TenantIdentifier(words.removeFirst()))
            }
            guard let word = words.first else { throw CommandFailure.missing(["KIND/NAME"], usage: nil) }
            if allowsLogin, !word.contains("/") {
                return SecretAddress(owner: owner, name: .login(try Identifier(word)))
            }
            return SecretAddress(owner: owner, name: try SecretName(word))
        }
    }
}
