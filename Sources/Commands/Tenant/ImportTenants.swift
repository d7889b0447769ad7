import Operations
import Tenancy
import Vocabulary

/// `socle tenant import`: declarations from elsewhere become files of this installation.
struct ImportTenants: LeafCommand {
    let files: [FilePath]
    let replaces: Bool
    let isDryRun: Bool

    static let command = Command(
        "import", "Take declarations of tenants in from other files.",
        Flag("--replace", "Let a declaration take the place of another one of the same tenant."),
        Flag("--dry-run", "Check everything, show what would be written, and write nothing."),
        Argument(oneOrMore: "FILE", FilePath.self, "YAML or JSON, as 'socle tenant export' writes it."),
        discussion: """
            All files are checked before the first is written: each by itself, against its tier, and beside what is \
            declared already. Comments are not kept. What is imported is made by 'socle tenant apply'.
            """,
        examples: [Example("socle tenant import rennes.json", "Declare a tenant that was exported elsewhere.")],
        make: { Self(files: $2, replaces: $0, isDryRun: $1) })

    func run(in context: Context) throws -> Ending {
        let folder = try context.installation().tenantFolder
        let incoming = try TenantImport(files: files.map(\.text), into: folder, replaces: replaces)
        if !isDryRun { try incoming.write() }
        try context.present(
            Listing(
                incoming.items,
                [
                    Column("tenant") { .text($0.configuration.identifier.text) },
                    Column("tier") { .text($0.configuration.tier.rawValue) },
                    Column("change") { .text($0.change.rawValue) },
                    Column("file") { .text(folder.file(of: $0.configuration.identifier)) },
                ]))
        return .success
    }
}
