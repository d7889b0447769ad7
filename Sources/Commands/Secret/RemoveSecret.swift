import Operations

/// `socle secret remove`: removes a secret with all its versions.
struct RemoveSecret: LeafCommand {
    let secret: SecretAddress

    static let command = Command(
        "remove", "Remove a secret with all its versions.",
        SecretAddress.Choice(),
        discussion: """
            Backups of the database still hold its sealed bytes, which the tenant's key opens. The password of a login \
            goes when the login is gone.
            """,
        make: Self.init(secret:))

    func run(in context: Context) throws -> Ending {
        let count = try context.installation().removeSecret(secret.name, of: secret.owner)
        let versions = count == 1 ? "1 version" : "\(count) versions"
        context.note("Secret '\(secret.name)' of \(secret.owner) is removed with \(versions).")
        return .success
    }
}
