import Operations
import Vocabulary

/// `socle secret remove`: removes a secret with all its versions, or one version.
struct RemoveSecret: LeafCommand {
    let secret: SecretAddress
    let version: Int?

    static let command = Command(
        "remove", "Remove a secret with all its versions, or one of them.",
        SecretAddress.Choice(),
        Option("--version", Int.self, "Only this version; all of them when not given."),
        discussion: """
            Backups of the database still hold its sealed bytes, which the tenant's key opens. The password of a login \
            goes when the login is gone; an older version of it may go before. Nothing is opened: a version that does \
            not open any more, and that 'socle secret check' and 'rewrap' name, is given up this way.
            """,
        examples: [
            Example("socle secret remove rennes token/insee --version 1", "Give up a version that opens no more.")
        ],
        make: Self.init(secret:version:))

    func run(in context: Context) throws -> Ending {
        let count = try context.installation().removeSecret(
            secret.name, version: version, of: secret.owner)
        if let version {
            context.note("Version \(version) of secret '\(secret.name)' of \(secret.owner) is removed.")
            return .success
        }
        let versions = counted(count, "version")
        context.note("Secret '\(secret.name)' of \(secret.owner) is removed with \(versions).")
        return .success
    }
}
