import FoundationEssentials
import Journal
import Postgres
import Settings
package import Tenancy
import Vault
package import Vocabulary

extension Installation {
    /// The declared tenants of the environment.
    package var tenantFolder: TenantFolder {
        TenantFolder(path: settings.root.path(of: "tenants"), environment: settings.environment)
    }

    /// Everything that PostgreSQL shall hold for a declared tenant.
    package func desiredTenant(_ configuration: TenantConfiguration) throws -> DesiredTenant {
        // Without a server the base has the name that an embedded one gives it.
        let base = try? baseDatabase
        return try DesiredTenant(configuration, baseDatabase: base ?? Identifier(Settings.baseDatabase))
    }

    /// What is to be done so that a declared tenant is real.
    ///
    /// **Runs as** provisioner. Nothing is changed.
    ///
    /// - Throws: what is wrong with the declaration, or ``MigrationFailure/pending(database:count:)``.
    package func plan(_ configuration: TenantConfiguration) throws -> TenantPlan {
        try plans([configuration])[0]
    }

    /// What is to be done so that declared tenants are real, in their order.
    ///
    /// **Runs as** provisioner. Nothing is changed. **Cost** a fixed number of
    /// queries for the base, each server and each data database.
    ///
    /// - Parameter isDeep: whether each password of the vault is tried against what the server has.
    /// - Throws: what is wrong with some of them, up to eight failures together.
    package func plans(_ configurations: [TenantConfiguration], isDeep: Bool = false) throws -> [TenantPlan] {
        var failures = FailureList()
        var notes: [String] = []
        let plans = try plans(configurations, isDeep: isDeep, notes: &notes, failures: &failures)
        try failures.throwIfAny()
        return plans
    }

    /// What is to be done so that those declared tenants are real for which that can be told.
    ///
    /// - Parameters:
    ///   - isThorough: whether to count what only a hand could put right; a note of the plan says so.
    ///   - notes: gets what is to be said of several of them together.
    ///   - failures: gets what is wrong with the others, and which servers are gone.
    package func plans(
        _ configurations: [TenantConfiguration], isDeep: Bool, thoroughly isThorough: Bool = false,
        notes: inout [String], failures: inout FailureList
    ) throws -> [TenantPlan] {
        let base = try connectMigratedBase()
        var tenants = try survey(
            configurations.map(\.identifier), thoroughly: isThorough, in: base, failures: &failures
        ) { index, _ in TenantDeclaration(configurations[index]) }
        notes += try holdAgainstCapacity(&tenants, in: base)
        if isDeep { try tryPasswords(of: &tenants, base) }
        for failure in tenants.unreachedServers { failures.append(failure) }
        var plans: [TenantPlan] = []
        plans.reserveCapacity(tenants.count)
        // What a tenant shall have is written out to be compared, which takes a while for many.
        let found = tenants
        let made = Workers.map(Array(found.indices)) { index in
            found[index].unreached == nil ? Result { try found[index].freePlan(newTenantID: UUID()) } : nil
        }
        for plan in made {
            do {
                if let plan = try plan?.get() { plans.append(plan) }
            } catch let failure as any Failure {
                failures.append(failure)
            }
        }
        return plans
    }

    /// Makes a declared tenant real, from whatever state it is in.
    ///
    /// What is to be done is looked up under a lock of the tenant, so that of
    /// two runs at once one is told of the other. A login that is no longer
    /// declared is closed first, in a transaction of its own. The rest is one
    /// transaction for a tenant in the base. A tenant with a database of its own
    /// needs several; a crash between them is mended by the next call, since the
    /// state is inspected and not remembered.
    ///
    /// - Parameters:
    ///   - isStep: whether it is a step of an operation, which keeps others away by itself.
    ///   - isDeep: whether each password of the vault is tried against what the server has.
    ///   - isThorough: whether to count what only a hand could put right; a note of the plan says so.
    /// - Returns: what was done.
    /// - Throws: ``PlanFailure/held(_:by:)`` when somebody else works on the tenant,
    ///   ``OperationFailure/held(_:)`` when somebody's open transaction is in the way.
    package func apply(
        _ configuration: TenantConfiguration, isStep: Bool = false, isDeep: Bool = false,
        thoroughly isThorough: Bool = false
    ) throws -> TenantPlan {
        try namingHolder(in: [basePlace, desiredTenant(configuration).place]) {
            try apply(TenantDeclaration(configuration), isStep: isStep, isDeep: isDeep, thoroughly: isThorough)
        }
    }

    /// Makes a tenant real as a declaration has it; whose lock is in the way is not looked for.
    func apply(
        _ declaration: TenantDeclaration, isStep: Bool, isDeep: Bool = false, thoroughly isThorough: Bool = false
    ) throws -> TenantPlan {
        let application = try TenantApplication(self, openVault(), isStep: isStep, isDeep: isDeep)
        let base = try connectMigratedBase()
        var surveyed = [try survey(declaration, thoroughly: isThorough, in: base)]
        try requireRoom(for: &surveyed, in: base)
        return try application.apply(surveyed[0], in: base)
    }
}
