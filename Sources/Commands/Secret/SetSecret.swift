import Operations

/// `socle secret set`: seals a secret as the next version of its name.
struct SetSecret: LeafCommand {
    let secret: SecretAddress
    let input: SecretInput

    static let command = Command(
        "set", "Seal a secret, as the next version when there is one.",
        SecretAddress.Choice(),
        SecretInput.Choice(),
        discussion: """
            The secret is read from standard input to its end, from a file, or asked for twice at a terminal. One line \
            ending at its end is taken off. Older versions stay until the secret is removed. Passwords of logins are \
            not set but rotated, so that the server learns them too.
            """,
        examples: [
            Example("socle secret set rennes token/insee", "Type a token at the terminal."),
            Example("pass show insee | socle secret set rennes token/insee", "Take it from another program."),
            Example("socle secret set rennes key/sftp --from id_ed25519 --exact", "Take a file byte by byte."),
        ],
        make: Self.init(secret:input:))

    func run(in context: Context) throws -> Ending {
        let installation = try context.installation()
        try installation.requireSettable(secret.name, of: secret.owner)
        let bytes = try input.read("Secret", context: context)
        let version = try installation.setSecret(bytes, secret.name, of: secret.owner)
        context.note("Secret '\(secret.name)' of \(secret.owner) is sealed as version \(version).")
        return .success
    }
}
