import Operations
import Vocabulary

/// `socle secret get`: opens a secret and writes it on standard output.
struct GetSecret: LeafCommand {
    let secret: SecretAddress
    let version: Int?
    let isExact: Bool

    static let command = Command(
        "get", "Open a secret and write it on standard output.",
        SecretAddress.Choice(allowsLogin: true),
        Option("--version", Int.self, "An older version; the one in use when not given."),
        Flag("--exact", "Write nothing behind a text; what is not text never has a line ending put behind it."),
        discussion: """
            For a person's eyes or another program's input; the opening leaves an audit row. The name of a login alone \
            means its password. What a terminal would obey is not written to one.
            """,
        examples: [
            Example("socle secret get rennes rennes_app", "Give the password to PGPASSWORD of another program."),
            Example("socle secret get rennes key/sftp --exact > id_ed25519", "Get a file back byte by byte."),
        ],
        make: Self.init(secret:version:isExact:))

    func run(in context: Context) throws -> Ending {
        let bytes = try context.installation().openSecret(secret.name, version: version, of: secret.owner)
        try context.emit(bytes, isExact: isExact)
        return .success
    }
}
