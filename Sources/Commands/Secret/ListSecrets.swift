import Operations
import Vault
import Vocabulary

/// `socle secret list`: the names of secrets, never their values.
struct ListSecrets: LeafCommand {
    let owner: SecretOwner?

    static let command = Command(
        "list", "List secrets without opening them.",
        OwnerChoice(),
        make: Self.init(owner:))

    func run(in context: Context) throws -> Ending {
        var failures = FailureList()
        let secrets = try context.installation().secrets(of: owner) { failures.append($0) }
        let columns: [Column<ListedSecret>] = [
            Column("kind") { .text($0.entry.kind) },
            Column("name") { .text($0.entry.name) },
            Column("version") { .number($0.entry.version) },
            Column("versions_kept") { .number($0.entry.versionCount) },
            Column("key_version") { .number($0.entry.keyVersion) },
            Column("created_at") { .time($0.entry.createdAt) },
        ]
        let tenant = Column<ListedSecret>("tenant") { .text($0.owner) }
        try context.present(
            Listing(secrets, empty: "There is no secret.", owner == nil ? [tenant] + columns : columns))
        try failures.throwIfAny()
        return .success
    }

    /// `TENANT | --all | --platform`; nil stands for everyone.
    private struct OwnerChoice: Parameter {
        private let tenant = Argument(
            optional: "TENANT", TenantIdentifier.self, "The tenant.", completion: .tenants)
        private let all = Flag("--all", "List the secrets of every tenant and of the platform.")
        private let platform = Flag("--platform", "List the platform's own secrets.")

        var fields: [Field] { tenant.fields + all.fields + platform.fields }

        func value(in arguments: Arguments) throws -> SecretOwner? {
            let names = ["TENANT", "--all", "--platform"]
            let tenant = try tenant.value(in: arguments)
            switch (tenant, all.value(in: arguments), platform.value(in: arguments)) {
            case (let tenant?, false, false): return .tenant(tenant)
            case (nil, true, false): return nil
            case (nil, false, true): return .platform
            case (nil, false, false): throw CommandFailure.oneIsNeeded(names)
            default: throw CommandFailure.conflicting(names)
            }
        }
    }
}
