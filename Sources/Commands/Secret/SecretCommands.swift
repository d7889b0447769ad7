import Operations
import Tenancy
import Vault
import Vocabulary

/// `socle secret`: what lies sealed in the vault.
enum SecretCommands {
    static let command = Command.group(
        "secret", "Read what lies sealed in the vault.", [ListSecrets.command, GetSecret.command])
}

/// `socle secret list`: the names of secrets, never their values.
struct ListSecrets: LeafCommand {
    let tenant: TenantIdentifier

    static let command = Command(
        "list", "List a tenant's secrets without opening them.",
        Argument("TENANT", TenantIdentifier.self, "The tenant.", completion: .tenants),
        make: Self.init(tenant:))

    func run(in context: Context) throws -> Ending {
        let secrets = try context.installation().secrets(of: tenant)
        try context.present(
            Listing(
                secrets, empty: "The tenant has no secret.",
                [
                    Column("kind") { .text($0.kind) },
                    Column("name") { .text($0.name) },
                    Column("version") { .number($0.version) },
                    Column("created_at") { .time($0.createdAt) },
                ]))
        return .success
    }
}

/// `socle secret get`: opens a secret and writes it on standard output.
struct GetSecret: LeafCommand {
    let tenant: TenantIdentifier
    let name: String

    static let command = Command(
        "get", "Open a tenant's secret and write it on standard output.",
        Argument("TENANT", TenantIdentifier.self, "The tenant.", completion: .tenants),
        Argument("LOGIN", String.self, "The login whose password is wanted."),
        discussion: "For a person's eyes or another program's input; the opening leaves an audit row.",
        examples: [
            Example("socle secret get rennes rennes_app", "Give the password to PGPASSWORD of another program.")
        ],
        make: Self.init(tenant:name:))

    func run(in context: Context) throws -> Ending {
        try context.emit(try context.installation().openPassword(of: Identifier(name), tenant: tenant) + "\n")
        return .success
    }
}
