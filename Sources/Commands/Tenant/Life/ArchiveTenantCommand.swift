import Operations
import Vocabulary

/// `socle tenant archive`: puts a tenant's data into a sealed backup and takes it from the server.
struct ArchiveTenantCommand: LeafCommand {
    let tenant: TenantIdentifier
    let reason: String
    let folder: DirectoryPath?

    static let command = Command(
        "archive", "Put a tenant's data into a sealed backup, and take it from the server.",
        Argument("TENANT", TenantIdentifier.self, "The tenant.", completion: .tenants),
        Option(required: "--reason", String.self, "Why, in a sentence that the audit keeps.", placeholder: "TEXT"),
        Option(
            "--to", DirectoryPath.self,
            "The folder that is made; one below the state of the installation when it is not given."),
        discussion: """
            The logins are closed, everything is counted, and the data is written as 'socle backup make' does, sealed \
            with the tenant's key. Only when every file of the backup was opened and every count and checksum is that of \
            the tables are schemas and tables dropped, or the tenant's own database, once the base keeps its audit \
            chains. Short name, role names, passwords, key and proofs stay, so that nobody takes the name and 'socle \
            tenant resume' brings the tenant back as it was.

            It is refused under a legal hold, while the tenant takes part in a share, when something of it would not be \
            in the backup, when the catalog holds something that nobody knows of, and where its data may not lie. \
            Nothing is eliminated, so that neither visa nor attestation is asked for; 'socle tenant erase' destroys an \
            archive with both. Keep the folder, the key store and the root key: one without the others opens nothing.
            """,
        examples: [
            Example(
                "socle tenant archive rennes --reason 'Contrat suspendu.' --to /srv/archives/rennes",
                "Put a client away whose contract rests.")
        ],
        make: Self.init(tenant:reason:folder:))

    func run(in context: Context) throws -> Ending {
        let archive = try context.installation().archive(
            tenant, reason: reason, to: folder?.absoluteText, watch: context.tell)
        context.note("tenant '\(tenant)' is archived; 'socle tenant resume \(tenant)' brings it back")
        try context.present(
            [
                "tenant": .text(tenant.text), "archive": .text(archive.folder), "tables": .number(archive.tables),
                "rows": .number(archive.rows),
            ] as Card)
        return .success
    }
}
