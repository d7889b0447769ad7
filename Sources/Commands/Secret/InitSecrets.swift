import Operations

/// `socle secret init`: makes root key and key store, once.
struct InitSecrets: LeafCommand {
    static let command = Command(
        "init", "Make the root key and the key store, once.",
        discussion: """
            The root key is made where the settings say: in a file, or in a token. One that is there already is taken. \
            An embedded server needs none of this, since 'socle dev start' does it. A key store that exists is never \
            replaced: its secrets would be lost.
            """,
        make: Self.init)

    func run(in context: Context) throws -> Ending {
        let made = try context.installation().makeKeyStore()
        try context.present(["root_key": .text(made.root), "key_store": .text(made.folder)] as Card)
        if !made.isNew { context.note("'socle dev start' has made both for the embedded server.") }
        context.note(
            "Make a backup with 'socle secret backup FILE' and keep it elsewhere: without it a lost key ends every secret."
        )
        return .success
    }
}
