import Audit
import FoundationEssentials
import Journal
import Postgres
import Tenancy
import Vault
import Vocabulary

/// The carrying out of plans, with what it needs opened once.
struct TenantApplication: Sendable {
    private let installation: Installation
    private let vault: Vault
    /// Whether the tenant is in the middle of an operation, of which this is a step.
    private let isStep: Bool
    /// Whether each password of the vault is tried against what the server has.
    private let isDeep: Bool

    init(_ installation: Installation, _ vault: Vault, isStep: Bool = false, isDeep: Bool = false) {
        self.installation = installation
        self.vault = vault
        self.isStep = isStep
        self.isDeep = isDeep
    }

    /// Makes one tenant real.
    ///
    /// - Parameter tenant: as it was found a moment ago. One that was known is looked at again under its lock; of two
    ///   who make a new one at once, the first has its identifier, and the other is told so by the database.
    /// - Returns: what was done, with what was noted of what only a hand could put right.
    func apply(_ tenant: SurveyedTenant, in base: borrowing Connection) throws -> TenantPlan {
        let plan = try carryOut(tenant, in: base)
        // Under the lock only that is looked at which is mended; a new tenant's plan is the one from before it.
        return tenant.handmadeNotes.allSatisfy(plan.notes.contains) ? plan : plan.noting(tenant.handmadeNotes)
    }

    private func carryOut(_ tenant: SurveyedTenant, in base: borrowing Connection) throws -> TenantPlan {
        let declaration = tenant.desired.declaration
        let isInBase = declaration.placement == .schema
        do {
            return isInBase
                ? try applyInBase(declaration, base, found: tenant.isNew ? tenant : nil)
                : try applyElsewhere(declaration, base)
        } catch let failure as any Failure {
            guard !base.isLost, try isLostRace(failure, declaration, base) else { throw failure }
            // What the other made is there now, and is looked at.
            return isInBase ? try applyInBase(declaration, base) : try applyElsewhere(declaration, base)
        }
    }

    /// Whether somebody else made the tenant between two looks, or between a look and a change.
    private func isLostRace(
        _ failure: any Failure, _ declaration: TenantDeclaration, _ base: borrowing Connection
    ) throws -> Bool {
        switch failure {
        case let failure as ServerFailure: return failure.isLostRace
        case TenancyFailure.foreignObject, TenancyFailure.nameTaken:
            return try BaseSide.inspect([declaration.identifier], in: base)[0].registration != nil
        default: return false
        }
    }

    // MARK: In the base

    private func applyInBase(
        _ declaration: TenantDeclaration, _ base: borrowing Connection, found: SurveyedTenant? = nil
    ) throws -> TenantPlan {
        let newTenantID = UUID()
        let plan = try base.transaction { base in
            let plan = try found?.plan(newTenantID: newTenantID) ?? prepare(declaration, newTenantID, base)
            if plan.changes(in: .sessions).isEmpty {
                try carryOutInBase(plan, base)
            } else {
                try plan.apply([.doors], in: base)
            }
            return plan
        }
        if !plan.changes(in: .sessions).isEmpty {
            try endSessions(plan, .sessions, base)
            try base.transaction { base in
                try carryOutInBase(prepare(declaration, newTenantID, base), base)
            }
        }
        try endSessions(plan, .eviction, base)
        return plan
    }

    private func carryOutInBase(_ plan: TenantPlan, _ base: borrowing Connection) throws {
        try installation.carryOutHostAccess(of: [plan], on: .base)
        let passwords = try vault.issuePasswords(for: plan.loginsWithNewPassword, of: plan.tenantID, in: base)
        try plan.apply([.doors, .registry, .roles, .data, .retirement, .release], in: base, passwords: passwords)
        try SealedPassword.record(passwords, of: plan.tenantID, in: base)
    }

    // MARK: In a database of its own

    private func applyElsewhere(_ declaration: TenantDeclaration, _ base: borrowing Connection) throws -> TenantPlan {
        let newTenantID = UUID()
        let (place, plan) = try base.transaction { base in
            let (place, plan) = try preparePlace(declaration, newTenantID, base)
            try plan.apply([.registry], in: base)
            return (place, plan)
        }
        if plan.isEmpty { return plan }
        if plan.isArchived {
            try closeRoles(plan, on: place.server, base)
            return plan
        }
        // A transaction holds the tenant's row while others make the database and what lies in it.
        return try installation.connectProvisioner().transaction { holder in
            try installation.lockTenant(declaration.identifier, in: holder)
            try installation.carryOutHostAccess(of: [plan], on: place.server)
            for change in plan.changes(in: .cluster) {
                guard case .prepareDatabase(let place, let connectionLimit) = change.action else { continue }
                try installation.makeDatabase(place.database, on: place.server, connectionLimit: connectionLimit)
                try installation.migrate(place)
            }
            // Only now can be seen what the database holds.
            var rest = try look(declaration, newTenantID, base).plan
            let data = try installation.connectProvisioner(to: place)
            if !rest.changes(in: .sessions).isEmpty {
                try rest.apply([.doors], in: data)
                try endSessions(rest, .sessions, data)
                rest = try look(declaration, newTenantID, base).plan
            }
            let passwords = try base.transaction { base in
                try vault.issuePasswords(for: rest.loginsWithNewPassword, of: rest.tenantID, in: base)
            }
            try rest.apply([.doors, .roles, .data, .retirement], in: data, passwords: passwords)
            try base.transaction { base in
                try SealedPassword.record(passwords, of: rest.tenantID, in: base)
                try rest.apply([.release], in: base)
            }
            // What was tightened was seen before the file was written.
            try endSessions(plan, .eviction, data)
            try endSessions(rest, .eviction, data)
            return plan
        }
    }

    // MARK: Parts

    private func prepare(
        _ declaration: TenantDeclaration, _ newTenantID: UUID, _ base: borrowing Connection
    ) throws -> TenantPlan {
        try preparePlace(declaration, newTenantID, base).plan
    }

    private func preparePlace(
        _ declaration: TenantDeclaration, _ newTenantID: UUID, _ base: borrowing Connection
    ) throws -> (place: DataPlace, plan: TenantPlan) {
        try installation.lockTenant(declaration.identifier, in: base)
        let (place, plan) = try look(declaration, newTenantID, base)
        if !plan.isEmpty, !isStep { try Journal.requireNone(for: plan.tenantID, in: base) }
        try plan.requireFeasible()
        return (place, plan)
    }

    private func look(
        _ declaration: TenantDeclaration, _ newTenantID: UUID, _ base: borrowing Connection
    ) throws -> (place: DataPlace, plan: TenantPlan) {
        var surveyed = [try installation.survey(declaration, in: base)]
        if isDeep { try installation.tryPasswords(of: &surveyed, base) }
        let plan =
            isStep ? try surveyed[0].plan(newTenantID: newTenantID) : try surveyed[0].freePlan(newTenantID: newTenantID)
        return (surveyed[0].desired.place, plan)
    }

    /// Closes what somebody opened of a tenant whose database is gone.
    private func closeRoles(_ plan: TenantPlan, on server: ServerName, _ base: borrowing Connection) throws {
        let cluster = try installation.connectCluster(server)
        for change in plan.changes(in: .roles) {
            if case .statement(let sql) = change.action { try cluster.execute(sql) }
        }
        try AuditTrail.append(
            AuditEvent(
                tenantID: plan.tenantID, action: "tenant.applied", object: plan.tenant.text,
                detail: ["place": "roles", "changes": .array(plan.changes.map { .string($0.sentence) })]),
            in: base)
    }

    private func endSessions(
        _ plan: TenantPlan, _ place: TenantChange.Place, _ server: borrowing Connection
    ) throws {
        for change in plan.changes(in: place) {
            if case .statement(let sql) = change.action { try server.execute(sql) }
        }
    }
}
