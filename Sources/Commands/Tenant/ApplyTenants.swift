import Operations
import Tenancy
import Vocabulary

/// `socle tenant apply`: makes declared tenants real.
struct ApplyTenants: LeafCommand {
    let selection: TenantSelection

    static let command = Command(
        "apply", "Make declared tenants real.",
        TenantSelection.Choice(),
        discussion: """
            The state is inspected and not remembered, so that a run that was cut short is finished by the next, \
            and a second run does nothing.
            """,
        make: Self.init(selection:))

    func run(in context: Context) throws -> Ending {
        let installation = try context.installation()
        let plans = try selection.configurations(in: installation).map { configuration in
            let plan = try installation.apply(configuration)
            context.note([plan])
            let done = plan.isEmpty ? "nothing to do" : "\(plan.changes.count) changes made"
            context.note("tenant '\(plan.tenant)': \(done)")
            return plan
        }
        if context.options.output != .table || context.options.isVerbose {
            try context.present(Listing(plan: plans, showsSQL: false))
        }
        return .success
    }
}
