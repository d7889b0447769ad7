import Compliance
import Operations
import Tenancy
import Vocabulary

/// `socle privacy retention`: rows that are kept longer than is declared.
enum RetentionCommands {
    static let command = Command.group(
        "retention", "Find and delete rows that are kept longer than is declared.",
        [PlanRetention.command, ApplyRetention.command])
}

/// `socle privacy retention plan`.
struct PlanRetention: LeafCommand {
    let tenant: TenantIdentifier

    static let command = Command(
        "plan", "Show which rows are kept longer than their tables declare.",
        Argument("TENANT", TenantIdentifier.self, "The tenant.", completion: .tenants),
        discussion:
            "What it shows is what a list of eliminations for the archives names. Ends with 2 when there is any.",
        make: Self.init(tenant:))

    func run(in context: Context) throws -> Ending {
        let installation = try context.installation()
        let plan = try installation.retentionPlan(of: installation.tenantFolder.configuration(of: tenant))
        for table in plan.unruled {
            context.note("\(table) declares no retention that can be applied", style: .caution)
        }
        try context.present(Listing(retention: plan.lines))
        return plan.lines.allSatisfy { $0.rows == 0 } ? .success : .difference
    }
}

/// `socle privacy retention apply`.
struct ApplyRetention: LeafCommand {
    let tenant: TenantIdentifier
    let visa: String?
    let attestation: String?

    static let command = Command(
        "apply", "Delete the rows whose time is over.",
        Argument("TENANT", TenantIdentifier.self, "The tenant.", completion: .tenants),
        Option("--visa", String.self, "The reference of the archives' visa.", placeholder: "REFERENCE"),
        Option(
            "--attestation", String.self,
            "State, in a sentence that the audit keeps, that they are no public archives.",
            placeholder: "TEXT"),
        discussion: """
            Whole rows go, in one transaction with the event that proves it. Public archives are eliminated with a visa \
            of the departmental archives alone (Code du patrimoine, L212-2), so one of the two must be given. Refused \
            under a legal hold. Run 'plan' first.
            """,
        examples: [
            Example(
                "socle privacy retention apply rennes --visa 'AD35 2026-118'", "Delete with the archives' visa.")
        ],
        make: Self.init(tenant:visa:attestation:))

    func run(in context: Context) throws -> Ending {
        let authority: EliminationAuthority
        switch (visa, attestation) {
        case (let visa?, nil): authority = .visa(visa)
        case (nil, let attestation?): authority = .attestation(attestation)
        case (nil, nil): throw ComplianceFailure.noAuthority(tenant)
        default: throw CommandFailure.conflicting(["--visa", "--attestation"])
        }
        let installation = try context.installation()
        let lines = try installation.applyRetention(
            of: installation.tenantFolder.configuration(of: tenant), authority: authority)
        try context.present(Listing(retention: lines))
        return .success
    }
}

extension Listing {
    /// Tables with their rows whose time is over.
    fileprivate init(retention lines: [RetentionPlan.Line]) {
        self.init(
            lines, empty: "No table declares a retention that can be applied.",
            [
                Column("table") { .text($0.rule.table.name.description) },
                Column("retention") { .text($0.rule.period.description) },
                Column("from") { .text($0.rule.column.text) },
                Column("rows") { .number($0.rows) },
                Column("earliest") { .text($0.earliest) },
                Column("latest") { .text($0.latest) },
                Column("purpose") { .text($0.rule.table.declaration.purpose) },
            ])
    }
}
