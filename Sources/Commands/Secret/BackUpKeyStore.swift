import Operations
import Vault

/// `socle secret backup`: writes all keys into a file that a passphrase opens.
struct BackUpKeyStore: LeafCommand {
    let file: FilePath
    let passphrase: FilePath?

    static let command = Command(
        "backup", "Write all keys into a file that a passphrase opens.",
        Argument("FILE", FilePath.self, "The new file; an existing one is never replaced."),
        Option("--passphrase-from", FilePath.self, "Take the passphrase from a file; '-' is standard input."),
        discussion: """
            It holds the tenants' keys, and the root key unless a token has that. The passphrase is asked for twice at \
            a terminal, or read from standard input or a file. Keep few of these files, for a short time, apart from \
            the backups of the databases: each still opens what a shredding has ended.
            """,
        examples: [Example("socle secret backup /media/safe/keys.socle", "Take a copy after a rotation.")],
        make: Self.init(file:passphrase:))

    func run(in context: Context) throws -> Ending {
        if file.text == "-" {
            throw CommandFailure.unreadable(
                "FILE", text: file.text, expected: "the path of a file and never standard output")
        }
        let installation = try context.installation()
        try installation.requireBackupPlace(file.text)
        let secret = try SecretInput(file: passphrase, isExact: false).read("Passphrase", context: context)
        let backup = try installation.backUpKeyStore(to: file.text, passphrase: secret)
        try context.present(Card(backup: backup, file: file.text))
        return .success
    }
}

/// `socle secret restore`: brings the keys of a backup back.
struct RestoreKeyStore: LeafCommand {
    let file: FilePath
    let passphrase: FilePath?

    static let command = Command(
        "restore", "Bring the keys of a backup back, where none are.",
        Argument("FILE", FilePath.self, "A file that 'socle secret backup' wrote."),
        Option("--passphrase-from", FilePath.self, "Take the passphrase from a file; '-' is standard input."),
        discussion: """
            A key store that is there is never replaced; one that has lost its root key gets that back and nothing \
            else. A root key from the backup goes to the file that the settings name, unless the same one is there. \
            Where they name the environment or a token, that must hold the same root key already, and none is written.
            """,
        make: Self.init(file:passphrase:))

    func run(in context: Context) throws -> Ending {
        let installation = try context.installation()
        try installation.requireRestorable(from: file.text)
        let secret = try SecretInput(file: passphrase, isExact: false)
            .read("Passphrase", isConfirmed: false, context: context)
        let (backup, isRecorded) = try installation.restoreKeyStore(from: file.text, passphrase: secret)
        try context.present(Card(backup: backup, file: file.text))
        if backup.gaveRootKeyOnly { context.note("The key store was there and stays; it got its root key back.") }
        if !isRecorded { context.note("The base could not be told of this; it has no audit row.", style: .caution) }
        context.note("Run 'socle secret check --deep' when the base is there, to see what was sealed after the backup.")
        return .success
    }
}

extension Card {
    /// What a backup of the key store holds.
    fileprivate init(backup: KeyStoreBackup, file: String) {
        self = [
            "file": .text(file), "made_at": .time(backup.createdAt), "tenants": .number(backup.tenants),
            "holds_root_key": .bool(backup.holdsRootKey),
        ]
    }
}
