import Operations
import Synchronization
import Tenancy
import Vocabulary

/// `socle tenant apply`: makes declared tenants real.
struct ApplyTenants: LeafCommand {
    let selection: TenantSelection
    let isDeep: Bool
    let jobs: Jobs

    static let command = Command(
        "apply", "Make declared tenants real.",
        TenantSelection.Choice(),
        Flag("--deep", "Try each password of the vault against what the server has, and replace what does not fit."),
        Option("--jobs", Jobs.self, default: Jobs(count: 8), "How many tenants are worked on at a time."),
        discussion: """
            The state is inspected and not remembered, so that a run that was cut short is finished by the next, \
            and a second run does nothing. What goes wrong with one tenant, or is wrong in its file, keeps no other waiting. \
            Objects made by hand are left; of tenants that are named it says how many there are.
            """,
        make: Self.init(selection:isDeep:jobs:))

    func run(in context: Context) throws -> Ending {
        let installation = try context.installation()
        var failures = FailureList(limit: FailureList.limitOfMany)
        let configurations = try selection.configurations(in: installation, failures: &failures)
        let plans = Mutex<[TenantPlan]>([])
        let show = { (plan: TenantPlan) in
            context.note([plan])
            let done = plan.isEmpty ? "nothing to do" : "\(counted(plan.changes.count, "change")) made"
            context.note("tenant '\(plan.tenant)': \(done)")
        }
        _ = try failures.collect {
            if configurations.count == 1 {
                let plan = try installation.apply(
                    configurations[0], isDeep: isDeep, thoroughly: !selection.isAll)
                show(plan)
                plans.withLock { $0 = [plan] }
            } else if !configurations.isEmpty {
                defer { for plan in plans.withLock({ $0 }) { show(plan) } }
                try installation.apply(
                    configurations, jobs: jobs.count, isDeep: isDeep, thoroughly: !selection.isAll
                ) { plan in plans.withLock { $0.append(plan) } }
            }
        }
        if context.options.output != .table || context.options.isVerbose {
            let done = plans.withLock { $0 }.sorted { $0.tenant < $1.tenant }
            // What was done is told first, so that one fault hides nothing.
            if !done.isEmpty || failures.isEmpty { try context.present(Listing(plan: done, showsSQL: false)) }
        }
        try failures.throwIfAny()
        return .success
    }
}

/// How many connections work at a time, from 1 to 32.
struct Jobs: Sendable {
    let count: Int
}

extension Jobs: ArgumentValue {
    init(argument text: String) throws {
        guard let count = Int(text), (1...32).contains(count) else {
            throw UnreadableArgument(expected: "a whole number from 1 to 32")
        }
        self.count = count
    }

    var argumentText: String { "\(count)" }
    static var placeholder: String? { "N" }
}
