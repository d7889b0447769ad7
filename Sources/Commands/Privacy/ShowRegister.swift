import Compliance
import Operations
import Tenancy
import Vocabulary

/// `socle privacy register`: the record of processing activities.
struct ShowRegister: LeafCommand {
    let tenant: TenantIdentifier?
    let isAll: Bool

    static let command = Command(
        "register", "Write the record of processing activities that article 30 of the GDPR asks for.",
        Argument(optional: "TENANT", TenantIdentifier.self, "The tenant.", completion: .tenants),
        Flag("--all", "Take every tenant that is made."),
        discussion: """
            Made of what tenants declare and of what catalog and mesh show: controller, purposes, legal bases, persons, \
            data, recipients, places, retention, security. In Markdown and in French, under the CNIL's headings; \
            '--output json' gives the same to programs. No value of a row is in it.
            """,
        examples: [Example("socle privacy register rennes > registre.md", "Hand the record to the officer.")],
        make: Self.init(tenant:isAll:))

    func run(in context: Context) throws -> Ending {
        let installation = try context.installation()
        if tenant != nil, isAll { throw CommandFailure.conflicting(["TENANT", "--all"]) }
        guard isAll || tenant != nil else { throw CommandFailure.oneIsNeeded(["TENANT", "--all"]) }
        let registers = try chosen(in: installation, context).map {
            try installation.processingRegister(of: installation.tenantFolder.configuration(of: $0))
        }
        if context.options.output == .table {
            try context.emit(registers.map(\.markdown).joined(separator: "\n"))
        } else {
            try context.present(RegisterPage(json: isAll ? .array(registers.map(\.json)) : registers[0].json))
        }
        return .success
    }

    /// The tenant that is named, or all that have data; the others are told.
    private func chosen(in installation: Installation, _ context: Context) throws -> [TenantIdentifier] {
        if let tenant { return [tenant] }
        return try installation.registeredTenants().compactMap { tenant in
            guard tenant.state == .archived else { return tenant.identifier }
            context.note("tenant '\(tenant.identifier)' is archived and left out", style: .caution)
            return nil
        }
    }

    /// The registers for programs.
    private struct RegisterPage: Presentable {
        let json: JSON

        func lines(on terminal: Terminal?) -> [String] { [] }
    }
}
