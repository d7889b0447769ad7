import FoundationEssentials
import Journal
import Tenancy
import Vocabulary

/// A tenant as it shall be, and what base, server and data database say of it.
struct SurveyedTenant: Sendable {
    let desired: DesiredTenant
    let base: BaseSide
    /// Whether what is declared is what was declared when it was last applied.
    let isAppliedAsDeclared: Bool
    /// What is not as the tier promises, and is let pass.
    var notes: [String]
    /// What somebody began on it and did not finish.
    let openOperation: Operation?
    /// Why its server could not be asked.
    var unreached: (any Failure)?
    /// Why there is no room for it on its server.
    var shortage: PlacementFailure?
    var conflicts: [InspectedTenant.Holder] = []
    var hasKey = false
    var server = ServerSide.none
    var data = DataSide.none
    var retiredContents: [String: InspectedTenant.Contents] = [:]
    /// What is named after it and is nobody's by the registry, as far as it was looked for.
    var namesakes: [InspectedTenant.Namesake] = []
    /// A limit of the base, told with the first of several tenants.
    var baseLimit: InspectedTenant.SharedLimit?
    /// Logins for which the vault has no password that the server accepts, as far as that was tried.
    var wrongPasswords: Set<String> = []

    init(desired: DesiredTenant, base: BaseSide, notes: [String], openOperation: Operation?) {
        self.desired = desired
        self.base = base
        self.notes = notes
        self.openOperation = openOperation
        isAppliedAsDeclared = base.appliedText == desired.declaration.text
    }

    /// Whether nobody knew the tenant.
    var isNew: Bool { base.registration == nil }

    /// Schemas that the tenant holds and that are no longer declared.
    var retiredSchemas: [Identifier] {
        // Nearly always they are the same.
        if base.heldText == desired.heldText { return [] }
        return base.heldNames.subtracting(desired.heldNames).filter { $0.kind == .schema }.map(\.name)
    }

    /// What is to be done, taken apart only where something is.
    ///
    /// - Parameter newTenantID: the UUID that a tenant gets which has none.
    func plan(newTenantID: UUID) throws -> TenantPlan {
        try requireReached()
        if let registration = base.registration, isAppliedAsDeclared, wrongPasswords.isEmpty,
            desired.isFulfilled(base, hasKey: hasKey, server, data)
        {
            return TenantPlan(nothingToDoFor: desired.identifier, registration.tenantID, notes: planNotes)
        }
        if let shortage { throw shortage }
        return try TenantPlan(
            desired: desired, inspected: inspected(), newTenantID: newTenantID, notes: planNotes)
    }

    /// What is to be done, unless somebody began something on the tenant and did not finish it.
    ///
    /// - Throws: ``JournalFailure``: half of a move is no difference that a plan should mend.
    func freePlan(newTenantID: UUID) throws -> TenantPlan {
        do {
            let plan = try plan(newTenantID: newTenantID)
            if plan.isEmpty { return plan }
            if let openOperation { throw JournalFailure(inTheWay: openOperation) }
            return plan
        } catch let failure as any Failure {
            throw openOperation.map(JournalFailure.init(inTheWay:)) ?? failure
        }
    }

    /// What was found, taken apart.
    func inspected() throws -> InspectedTenant {
        try requireReached()
        var inspected = try InspectedTenant(
            of: desired, base: base, conflicts: conflicts, hasKey: hasKey, server: server, data: data,
            retiredContents: retiredContents, namesakes: namesakes, baseLimit: baseLimit)
        inspected.distrust(wrongPasswords)
        // What an adoption makes is nobody's before it is published, and is closed until then.
        if let openOperation, openOperation.kind == TenantAdoption.kind {
            inspected.passOver(relationsNamed: "socle_adopt_\(openOperation.number)_")
        }
        return inspected
    }

    private func requireReached() throws {
        guard let unreached else { return }
        throw PlacementFailure.unreached(
            desired.place.server, tenants: 1, first: desired.identifier, reason: unreached.message)
    }

    /// What a plan says besides its changes.
    private var planNotes: [String] { notes + accessNotes + handmadeNotes }

    /// How much somebody made by hand that a plan leaves, as far as it was looked for.
    var handmadeNotes: [String] {
        let count = data.handmadeCount + namesakes.count
        if count == 0 { return [] }
        let (are, them) = count == 1 ? ("is", "it") : ("are", "them")
        return [
            "\(counted(count, "object")) made by hand \(are) left: 'socle tenant drift \(desired.identifier)' names \(them)"
        ]
    }

    /// What is not as the tier promises about the way in.
    private var accessNotes: [String] {
        guard desired.declaration.hostAccess.requiresTLS, !server.hostAccess.hasTLS else { return [] }
        return [
            "server '\(desired.place.server)' speaks no TLS, so that its logins come in by the machine itself alone"
        ]
    }
}

extension [SurveyedTenant] {
    /// Servers that are gone, each told once, however many tenants lie there.
    var unreachedServers: [PlacementFailure] {
        let unreached = filter { $0.unreached != nil }
        return Dictionary(grouping: unreached, by: \.desired.place.server).sorted { $0.key < $1.key }.map {
            server, tenants in
            .unreached(
                server, tenants: tenants.count, first: tenants[0].desired.identifier,
                reason: tenants[0].unreached?.message ?? "")
        }
    }
}
