import Compliance
import Operations
import Tenancy
import Vocabulary

/// `socle privacy export`: what a tenant holds on a person.
struct ExportPerson: LeafCommand {
    let tenant: TenantIdentifier
    let subject: SubjectInput
    let folder: FilePath
    let exceptions: [RelationName]

    static let command = Command(
        "export", "Write what a tenant holds on a person into a new folder.",
        Argument("TENANT", TenantIdentifier.self, "The tenant.", completion: .tenants),
        SubjectInput.Choice(),
        Option(required: "--to", FilePath.self, "The new folder, which only you will be able to read."),
        RelationName.exceptions,
        discussion: """
            The person is told by lines of 'column=value', where columns are those that the tenant's file declares as \
            'subject'; a value alone, without '=', will do where there is one such column. Rows of all declared tables are \
            written as they are at one moment, to 'export.json' and to a CSV file a table. The audit keeps a keyed digest of \
            the person and no identifier.
            """,
        examples: [
            Example(
                "echo 'email=zoe@example.org' | socle privacy export rennes --to zoe", "Answer a request for a copy.")
        ],
        make: Self.init(tenant:subject:folder:exceptions:))

    func run(in context: Context) throws -> Ending {
        let installation = try context.installation()
        // Read first, so that an unknown tenant is told before anybody is asked for a person.
        let configuration = try installation.tenantFolder.configuration(of: tenant)
        let request = PersonRequest(
            configuration: configuration, subject: try subject.read(context: context), exceptions: Set(exceptions))
        let export = try installation.exportPerson(request, to: folder.text)
        try context.present(
            Listing(
                export.tables,
                [
                    Column("table") { .text($0.name.description) },
                    Column("purpose") { .text($0.purpose) },
                    Column("rows") { .number($0.rows.count) },
                ]))
        context.note("wrote \(folder.text)")
        return .success
    }
}
