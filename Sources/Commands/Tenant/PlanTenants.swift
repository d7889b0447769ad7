import Operations
import Postgres
import Tenancy
import Vocabulary

/// `socle tenant plan`: the difference between what is declared and what is there.
struct PlanTenants: LeafCommand {
    let selection: TenantSelection
    let isDeep: Bool
    let showsSQL: Bool

    static let command = Command(
        "plan", "Show what is to be done so that declared tenants are real.",
        TenantSelection.Choice(),
        Flag("--deep", "Try each password of the vault against what the server has."),
        Flag("--sql", "Show the statements too; where a password is made, none is shown."),
        discussion: """
            Ends with 0 when nothing is to be done and with 2 when something is. Of several tenants those are planned \
            whose files are right; what is wrong with the others is told at the end, and is the exit code. Of tenants \
            that are named it also says how many objects made by hand are there, which no plan touches.
            """,
        make: Self.init(selection:isDeep:showsSQL:))

    func run(in context: Context) throws -> Ending {
        let installation = try context.installation()
        var failures = FailureList(limit: FailureList.limitOfMany)
        let configurations = try selection.configurations(in: installation, failures: &failures)
        context.note(configurations)
        var notes: [String] = []
        let plans =
            configurations.isEmpty
            ? []
            : try installation.plans(
                configurations, isDeep: isDeep, thoroughly: !selection.isAll, notes: &notes, failures: &failures)
        context.note(plans)
        if selection.isAll, !plans.isEmpty { try noteUndeclared(in: installation, context) }
        for note in notes { context.note(note, style: .caution) }
        // What can be told of the others is told first, so that one fault hides nothing.
        if !plans.isEmpty || failures.isEmpty { try context.present(Listing(plan: plans, showsSQL: showsSQL)) }
        try failures.throwIfAny()
        return plans.allSatisfy(\.isEmpty) ? .success : .difference
    }

    /// Says which tenants are made and have no file, of which nothing is planned.
    private func noteUndeclared(in installation: Installation, _ context: Context) throws {
        let declared = Set(installation.tenantFolder.tenants())
        let others = try installation.registeredTenants().map(\.identifier).filter { !declared.contains($0) }
        if others.isEmpty { return }
        let names = others.prefix(10).map { "'\($0)'" }.joined(separator: ", ")
        context.note(
            """
            \(counted(others.count, "tenant is", "tenants are")) made and declared in no file, and not planned: \
            \(names)\(others.count > 10 ? ", …" : ""); 'socle tenant export' gets a lost file back
            """, style: .caution)
    }
}

extension Context {
    /// Says what of files other environments would refuse.
    func note(_ configurations: [TenantConfiguration]) {
        for configuration in configurations {
            for line in configuration.refusedElsewhere {
                note("tenant '\(configuration.identifier)': \(line)", style: .caution)
            }
        }
    }

    /// Says what of plans is not as the tier promises and is let pass.
    func note(_ plans: [TenantPlan]) {
        for plan in plans {
            for note in plan.notes { self.note("tenant '\(plan.tenant)': \(note)", style: .caution) }
        }
    }
}

extension Listing {
    /// The changes of some tenants, one a line.
    init(plan plans: [TenantPlan], showsSQL: Bool) {
        let lines = plans.flatMap { plan in plan.changes.map { (plan.tenant, $0) } }
        let columns: [Column<(TenantIdentifier, TenantChange)>] = [
            Column("tenant") { .text($0.0.text) },
            Column("place") { .text($0.1.place.rawValue) },
            Column("change") { .text($0.1.sentence) },
        ]
        let statement = Column<(TenantIdentifier, TenantChange)>("sql", title: "SQL") { .text($0.1.statementText) }
        self.init(lines, empty: "Nothing to do.", showsSQL ? columns + [statement] : columns)
    }
}

extension TenantChange {
    /// The statement on one line, or nil where there is none to show.
    fileprivate var statementText: String? {
        switch action {
        case .statement(let sql): sql.reviewText.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        case .hostAccess(let rules, _): rules.map(\.description).joined(separator: "\n")
        default: nil
        }
    }
}
