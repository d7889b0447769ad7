package import FoundationEssentials
import Postgres
package import Vocabulary

/// What is to be done so that PostgreSQL holds what a tenant's file declares.
///
/// The plan is a value computed from two others, without a server. A tenant
/// whose plan is empty has nothing to be done.
package struct TenantPlan: Sendable {
    package let tenant: TenantIdentifier
    /// The tenant's stable UUID, new when it was never applied.
    package let tenantID: UUID
    package let changes: [TenantChange]
    /// What is not as the tier promises and is let pass, as a stand-in for a cluster in development.
    package private(set) var notes: [String]

    /// Whether the tenant's data lies in no database, so that nothing but its roles is looked at.
    package let isArchived: Bool

    package var isEmpty: Bool { changes.isEmpty }

    /// The plan of a tenant that is as it shall be.
    package init(nothingToDoFor tenant: TenantIdentifier, _ tenantID: UUID, notes: [String] = []) {
        self.tenant = tenant
        self.tenantID = tenantID
        changes = []
        isArchived = false
        self.notes = notes
    }

    /// Compares what is declared with what is there.
    ///
    /// - Parameter newTenantID: the UUID that a tenant gets which has none.
    /// - Throws: ``TenancyFailure``: a name that another tenant or a stranger
    ///   holds, a placement that only a move can change, or a schema that is no
    ///   longer declared and not empty.
    package init(
        desired: DesiredTenant, inspected: InspectedTenant, newTenantID: UUID, notes: [String] = []
    ) throws {
        let tenantID = inspected.registration?.tenantID ?? newTenantID
        try Self.check(desired, inspected)
        tenant = desired.identifier
        self.tenantID = tenantID
        var changes = ChangeList()
        isArchived = inspected.standing.state == .archived
        if inspected.standing.state == .archived {
            // Its data lies in a backup, which fits what was applied last: only what opens a door is looked at.
            changes.planClosedRoles(desired, inspected)
            self.changes = changes.changes
            self.notes = notes + ["it is archived; its file has a say again when 'socle tenant resume' brought it back"]
            return
        }
        let retired = inspected.retiredNames(desired)
        changes.planKey(inspected)
        changes.planDoors(retired, inspected)
        changes.planRegistry(desired, inspected, tenantID)
        changes.planHostAccess(desired, inspected)
        changes.planRoles(desired, inspected)
        changes.planPasswords(desired, inspected)
        changes.planDatabase(desired, inspected)
        changes.planDataRegistration(desired, inspected.data, tenantID)
        changes.planSchemas(desired, inspected.data)
        changes.planDefaultRights(desired, retired, inspected.data)
        changes.planStrayRights(inspected.data)
        changes.planRelations(desired, inspected.data)
        changes.planRemovals(desired, retired, inspected)
        changes.planRelease(retired, inspected)
        self.changes = changes.changes
        self.notes = notes
    }

    /// The plan with more that is to be said of it.
    package func noting(_ notes: [String]) -> TenantPlan {
        var plan = self
        plan.notes += notes
        return plan
    }

    /// The changes of one place, in order.
    package func changes(in place: TenantChange.Place) -> [TenantChange] {
        changes.filter { $0.place == place }
    }

    private static func check(_ desired: DesiredTenant, _ inspected: InspectedTenant) throws {
        if inspected.standing.state == .erased { throw PlanFailure.erased(desired.identifier) }
        if let old = inspected.registration?.placement, old != desired.declaration.placement {
            throw TenancyFailure.placementChanged(desired.identifier, from: old, to: desired.declaration.placement)
        }
        if let old = inspected.registration?.place.server, old != desired.place.server {
            throw PlacementFailure.elsewhere(desired.identifier, from: old, to: desired.place.server)
        }
        if let taken = inspected.conflicts.first {
            throw TenancyFailure.nameTaken(
                kind: taken.held.kind.rawValue, name: taken.held.name.text, holder: taken.identifier)
        }
        for schema in inspected.retiredNames(desired) where schema.kind == .schema {
            guard let contents = inspected.retiredContents[schema.name.text], let first = contents.others.first else {
                continue
            }
            throw TenancyFailure.schemaNotEmpty(
                schema: schema.name.text, count: contents.others.count, first: first)
        }
        // Names are registered before the objects are made, so an object without a holder is somebody else's,
        // unless its name was given up by hand.
        let applied = inspected.appliedText.flatMap { try? TenantDeclaration(text: $0) }
            .flatMap { try? DesiredTenant($0, baseDatabase: desired.database) }
        let appliedNames = Set(applied?.heldNames ?? [])
        for wanted in desired.heldNames
        where !inspected.heldNames.contains(wanted) && !appliedNames.contains(wanted) {
            let exists =
                switch wanted.kind {
                case .role: inspected.roles[wanted.name.text] != nil
                case .schema: inspected.data.schemas[wanted.name.text]?.owner != nil
                case .database: inspected.database != nil
                }
            if exists { throw TenancyFailure.foreignObject(kind: wanted.kind.rawValue, name: wanted.name.text) }
        }
    }
}

/// Changes as they are collected, in the order in which they can be carried out.
struct ChangeList {
    var changes: [TenantChange] = []

    mutating func add(_ place: TenantChange.Place, _ sentence: String, _ sql: SQL) {
        changes.append(TenantChange(place: place, sentence: sentence, action: .statement(sql)))
    }

    mutating func add(_ place: TenantChange.Place, _ sentence: String, _ action: TenantChange.Action) {
        changes.append(TenantChange(place: place, sentence: sentence, action: action))
    }
}
