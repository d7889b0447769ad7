import Backup
import FoundationEssentials
import Operations
import Vocabulary

/// `socle backup`: sealed backups of one tenant.
enum BackupCommands {
    static let command = Command.group(
        "backup", "Back up one tenant, sealed with its key, and restore it aside.",
        [MakeBackup.command, CheckBackup.command, RestoreBackup.command, DiscardRestored.command])
}

/// `socle backup make`: writes a tenant's data of one moment.
struct MakeBackup: LeafCommand {
    let tenant: TenantIdentifier
    let folder: DirectoryPath

    static let command = Command(
        "make", "Write a tenant's data of one moment into a folder, sealed with the tenant's key.",
        Argument("TENANT", TenantIdentifier.self, "The tenant.", completion: .tenants),
        Option(required: "--to", DirectoryPath.self, "The folder that is made."),
        discussion: """
            Archive, counts and checksums see one snapshot. Nothing lies unsealed in the folder; while it is made, the \
            plain archive lies beside it where only this account enters, and a run that died is taken up again by the \
            same command.
            """,
        examples: [Example("socle backup make rennes --to /var/backups/rennes-2026-11", "Back up a tenant.")],
        make: Self.init(tenant:folder:))

    func run(in context: Context) throws -> Ending {
        let installation = try context.installation()
        let operation = try installation.backUp(tenant, to: folder.absoluteText, watch: context.tell)
        context.conclude(operation)
        let manifest = try installation.checkBackup(in: folder.absoluteText)
        try context.present(Report(manifest: manifest))
        return .success
    }
}

/// `socle backup check`: opens every file of a backup.
struct CheckBackup: LeafCommand {
    let folder: DirectoryPath

    static let command = Command(
        "check", "Open every file of a backup: all are there and none was changed.",
        Argument("FOLDER", DirectoryPath.self, "The backup."), make: Self.init(folder:))

    func run(in context: Context) throws -> Ending {
        try context.present(Report(manifest: context.installation().checkBackup(in: folder.absoluteText)))
        return .success
    }
}

/// `socle backup restore`: restores a backup into a database that no tenant enters.
struct RestoreBackup: LeafCommand {
    let folder: DirectoryPath
    let database: RestoredDatabase

    static let command = Command(
        "restore", "Restore a backup into a database that no tenant enters, and compare it.",
        Argument("FOLDER", DirectoryPath.self, "The backup."),
        Option(required: "--into", RestoredDatabase.self, "The database that is made."),
        discussion: "'socle backup discard' drops it again.", make: Self.init(folder:database:))

    func run(in context: Context) throws -> Ending {
        let manifest = try context.installation().restoreBackup(in: folder.absoluteText, into: database.name)
        try context.present(Report(manifest: manifest))
        context.note("restored into database '\(database.name)': every count and checksum is that of the manifest")
        return .success
    }
}

/// `socle backup discard`: drops a database into which a backup was restored.
struct DiscardRestored: LeafCommand {
    let database: RestoredDatabase

    static let command = Command(
        "discard", "Drop a database into which a backup was restored.",
        Argument("DATABASE", RestoredDatabase.self, "The database."), make: Self.init(database:))

    func run(in context: Context) throws -> Ending {
        try context.installation().discardRestored(database.name)
        context.note("dropped database '\(database.name)'")
        return .success
    }
}

/// A database into which a backup is restored; it is named by the rules of a tenant's identifier.
struct RestoredDatabase: ArgumentValue {
    let name: TenantIdentifier

    init(argument text: String) throws {
        do {
            name = try TenantIdentifier(text)
        } catch let failure as NameFailure {
            throw NameFailure(kindOfName: "database", text: text, reason: failure.reason)
        }
    }

    var argumentText: String { name.text }
    static var placeholder: String? { "DATABASE" }
}

extension Report {
    /// What a backup holds.
    fileprivate init(manifest: BackupManifest) {
        let card: Card = [
            "tenant": .text(manifest.identifier),
            "backup": .text(manifest.backupID.uuidString.lowercased()),
            "made_at": .time(manifest.madeAt),
            "database": .text("\(manifest.server)/\(manifest.database)"),
            "schemas": .list(manifest.schemas),
            "roles": .number(manifest.roles.count),
            "rows": .number(manifest.rows),
        ]
        let tables = Listing(
            manifest.tables, empty: "No table.",
            [
                Column("table") { .text("\($0.schema).\($0.table)") },
                Column("rows") { .number($0.rows) },
                Column("sum", title: "CHECKSUM") { .value(.string($0.sum), shownAs: String($0.sum.prefix(16))) },
            ])
        self = ["backup": card, "tables": tables]
    }
}
