import FoundationEssentials
import Operations
import Tenancy
import Vocabulary

/// `socle tenant erase`: destroys a tenant and certifies it.
struct EraseTenantCommand: LeafCommand {
    let tenant: TenantIdentifier
    let authority: EliminationAuthority?
    let confirmation: TenantIdentifier?
    let export: ExportChoice?
    let backupsEnd: Day?
    let isDryRun: Bool

    /// Whether the data is written somewhere first.
    enum ExportChoice: Sendable {
        case to(String)
        case declined
    }

    static let command = Command(
        "erase", "Destroy a tenant's data, roles and keys, and certify it.",
        Argument("TENANT", TenantIdentifier.self, "The tenant.", completion: .tenants),
        AuthorityChoice(),
        Option(
            "--confirm", TenantIdentifier.self, "The tenant once more: nobody brings it back.", placeholder: "TENANT"),
        ExportParameter(),
        Option(
            "--backups-end", Day.self,
            "The day on which the last backup that holds the data ends; by default what the tenant's file says."),
        Flag("--dry-run", "Show the list of what would be eliminated, and destroy nothing."),
        discussion: """
            Public archives are eliminated with the visa of the departmental archives alone (Code du patrimoine, \
            L212-2 and L214-3): give its reference, or attest that these data are none. '--dry-run' prints the list \
            that the archives ask for, and fails where the erasure would.

            It is refused under a legal hold, while others read tables of the tenant, and when the catalog holds \
            something of the tenant that nobody knows of. All that can be refused is refused before anything is \
            touched. Then the logins are closed, everything is counted and written to the folder, and from the first \
            drop on there is no way back; a run that is cut short is finished by the same command.

            The certificate names what was destroyed and what still holds copies, until when. 'socle tenant \
            certificate close' adds the second stage when the backups are gone.
            """,
        examples: [
            Example("socle tenant erase rennes --dry-run", "See what would go, for the archives."),
            Example(
                "socle tenant erase rennes --visa 'AD35 2026-118' --confirm rennes --export-to /srv/rendu/rennes",
                "Give the data back, and erase them."),
        ],
        make: Self.init(tenant:authority:confirmation:export:backupsEnd:isDryRun:))

    func run(in context: Context) throws -> Ending {
        let installation = try context.installation()
        if isDryRun {
            try context.present(Listing(try installation.eliminationList(of: tenant)))
            // The archives get their list whatever stands against the erasure, which is told.
            try installation.rehearseErasure(of: tenant)
            return .success
        }
        guard let authority else { throw CommandFailure.oneIsNeeded(["--visa", "--attestation"]) }
        guard let export else { throw CommandFailure.oneIsNeeded(["--export-to", "--without-export"]) }
        guard let confirmation else { throw CommandFailure.missing(["--confirm"], usage: nil) }
        guard confirmation == tenant else { throw LifeFailure.notConfirmed(tenant, given: confirmation) }
        let folder: String? = if case .to(let path) = export { path } else { nil }
        let certificate = try installation.erase(
            tenant, by: authority, exportFolder: folder, backupsEnd: backupsEnd, watch: context.tell)
        try context.present(Card(certificate: certificate))
        return .success
    }
}

extension Day: ArgumentValue {
    package init(argument text: String) throws { try self.init(text) }
    package static var placeholder: String? { "YYYY-MM-DD" }
}

/// `--visa REF | --attestation TEXT`.
struct AuthorityChoice: Parameter {
    private let visa = Option(
        "--visa", String.self, "The reference of the visa that the departmental archives gave.", placeholder: "REF")
    private let attestation = Option(
        "--attestation", String.self, "Your statement why these data are no public archives.", placeholder: "TEXT")

    var fields: [Field] { visa.fields + attestation.fields }

    func value(in arguments: Arguments) throws -> EliminationAuthority? {
        switch (try visa.value(in: arguments), try attestation.value(in: arguments)) {
        case (let reference?, nil): return .visa(reference)
        case (nil, let text?): return .attestation(text)
        case (nil, nil): return nil
        case (_?, _?): throw CommandFailure.conflicting(["--visa", "--attestation"])
        }
    }
}

/// `--export-to FOLDER | --without-export`.
struct ExportParameter: Parameter {
    private let folder = Option(
        "--export-to", DirectoryPath.self, "A new folder to which all data is written first, as CSV.",
        placeholder: "FOLDER")
    private let declined = Flag(
        "--without-export", "Write the data nowhere: whoever has a right to it has it, or wants none.")

    var fields: [Field] { folder.fields + declined.fields }

    func value(in arguments: Arguments) throws -> EraseTenantCommand.ExportChoice? {
        switch (try folder.value(in: arguments), declined.value(in: arguments)) {
        case (let folder?, false): return .to(folder.text)
        case (nil, true): return .declined
        case (nil, false): return nil
        case (_?, true): throw CommandFailure.conflicting(["--export-to", "--without-export"])
        }
    }
}

extension Listing {
    /// The bordereau d'élimination.
    init(_ list: EliminationList) {
        self.init(
            list.lines, empty: "There is nothing to eliminate.",
            [
                Column("schema") { .text($0.schema) },
                Column("tables") { .number($0.tables) },
                Column("views") { .number($0.views) },
                Column("rows") { .number($0.rows) },
                Column("size") { .size(ByteCount(bytes: Int64($0.bytes))) },
                Column("oldest_load") { .time($0.first) },
                Column("latest_load") { .time($0.last) },
            ])
    }
}
