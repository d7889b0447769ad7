import Operations
import Tenancy
import Vocabulary

/// `socle tenant export`: a tenant's declaration as a document that another installation can import.
struct ExportTenant: LeafCommand {
    let tenant: TenantIdentifier
    let format: ExportFormat
    let file: FilePath?
    let includesSecrets: Bool

    static let command = Command(
        "export", "Write a tenant's declaration out.",
        Argument("TENANT", TenantIdentifier.self, "The tenant.", completion: .tenants),
        Option("--format", ExportFormat.self, default: .yaml, "How it is written."),
        Option("--to", FilePath.self, "The new file, in place of standard output."),
        Flag("--include-secrets", "Add the passwords of its logins; only with '--to', for your eyes alone."),
        discussion: """
            The tenant's own declaration is written, without what the templates add to it: 'socle tenant show' has that. \
            'socle tenant import' takes it in elsewhere, and an export of what was imported is the same to the byte. \
            An existing file is never replaced. Of a tenant whose file is lost it writes what was last applied, as far as \
            the registry keeps it. With secrets the file's mode is 0600 and the audit chain keeps a row.
            """,
        examples: [
            Example(
                "socle tenant export rennes --format json --to rennes.json", "Write a declaration for another server."),
            Example("socle tenant export rennes --include-secrets --to /root/rennes.yml", "Hand over its passwords."),
        ],
        make: Self.init(tenant:format:file:includesSecrets:))

    func run(in context: Context) throws -> Ending {
        let installation = try context.installation()
        guard includesSecrets else {
            let (export, recovered) = try installation.export(tenant)
            let text = try export.text(as: format)
            if let file {
                try NewFile(file.text).write(text, mode: 0o644)
            } else {
                try context.emit(text)
            }
            recovered.map { note($0, in: context) }
            return .success
        }
        guard let file, file.text != "-" else {
            throw CommandFailure.missing(["--to"], usage: nil)
        }
        let count = try installation.exportWithSecrets(tenant, as: format, to: file.text)
        context.note("\(count) passwords stand in \(file.text), which only you can read.")
        return .success
    }

    /// Says what a declaration is that comes from no file.
    private func note(_ recovered: RecoveredDeclaration, in context: Context) {
        context.note(
            """
            tenant '\(tenant)' is declared in no file: this is what was last applied; what only a file says, such as \
            personal data, backups, monitoring and other environments, is the tier's again
            """, style: .caution)
        for refusal in recovered.refusals {
            context.note("the templates as they are now refuse this: \(refusal)", style: .caution)
        }
        if recovered.lost.isEmpty { return }
        context.note("not brought back: \(recovered.lost.joined(separator: ", "))", style: .caution)
    }
}

extension ExportFormat: ArgumentValue {}
