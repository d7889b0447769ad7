import FoundationEssentials
import Postgres
import Synchronization
package import Tenancy
import Vocabulary

extension Installation {
    /// Makes declared tenants real over several connections.
    ///
    /// All are looked at together first, so that those with nothing to do cost
    /// no more than that. What goes wrong with one keeps no other waiting.
    ///
    /// - Parameters:
    ///   - jobs: how many connections work at a time.
    ///   - isDeep: whether each password of the vault is tried against what the server has.
    ///   - isThorough: whether to count what only a hand could put right; a note of the plan says so.
    ///   - done: told of each tenant when it is real, by one thread at a time.
    /// - Throws: what went wrong with some of them, when all are done.
    package func apply(
        _ configurations: [TenantConfiguration], jobs: Int, isDeep: Bool = false, thoroughly isThorough: Bool = false,
        done: @Sendable (TenantPlan) -> Void
    ) throws {
        let declarations = configurations.map(TenantDeclaration.init)
        let base = try connectMigratedBase()
        var failures = FailureList(limit: FailureList.limitOfMany)
        var surveyed = try survey(
            declarations.map(\.identifier), thoroughly: isThorough, in: base, failures: &failures
        ) { index, _ in declarations[index] }
        if isDeep { try tryPasswords(of: &surveyed, base) }
        try requireRoom(for: &surveyed, in: base)
        let application = try TenantApplication(self, openVault(), isDeep: isDeep)
        let told = Mutex(())
        // Asked once, since an embedded server's is read from a file.
        let basePlace = try basePlace
        var waiting: [SurveyedTenant] = []
        for tenant in surveyed where tenant.unreached == nil {
            if !tenant.isNew, let plan = try? tenant.plan(newTenantID: UUID()), plan.isEmpty {
                done(plan)
            } else {
                waiting.append(tenant)
            }
        }
        for failure in surveyed.unreachedServers { failures.append(failure) }
        let others = Workers.run(waiting, threads: jobs) { queue in
            let base = try connectMigratedBase()
            while let tenant = queue.next() {
                do {
                    let plan = try namingHolder(in: [basePlace]) { try application.apply(tenant, in: base) }
                    told.withLock { _ in done(plan) }
                } catch {
                    queue.report(error)
                    // Another thread has a connection of its own, and goes on with the rest if it still can.
                    if base.isLost { return }
                }
            }
        }
        failures.append(contentsOf: others)
        try failures.throwIfAny()
    }
}
