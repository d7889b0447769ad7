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

    package var isEmpty: Bool { changes.isEmpty }

    /// Compares what is declared with what is there.
    ///
    /// - Parameter newTenantID: the UUID that a tenant gets which has none.
    /// - Throws: ``TenancyFailure``: a name that another tenant or a stranger
    ///   holds, a placement that only a move can change, or a schema that is no
    ///   longer declared and not empty.
    package init(desired: DesiredTenant, inspected: InspectedTenant, newTenantID: UUID) throws {
        let tenantID = inspected.registration?.tenantID ?? newTenantID
        try Self.check(desired, inspected, tenantID)
        tenant = desired.configuration.identifier
        self.tenantID = tenantID
        var changes = ChangeList()
        let retired = inspected.retiredNames(desired)
        changes.planDoors(retired, inspected)
        changes.planRegistry(desired, inspected, tenantID)
        changes.planRoles(desired, inspected)
        changes.planPasswords(desired, inspected)
        changes.planDatabase(desired, inspected)
        changes.planDataRegistration(desired, inspected.data, tenantID)
        changes.planSchemas(desired, inspected.data)
        changes.planRights(desired, inspected.data)
        changes.planRemovals(desired, retired, inspected)
        changes.planRelease(retired, inspected)
        self.changes = changes.changes
    }

    /// The changes of one place, in order.
    package func changes(in place: TenantChange.Place) -> [TenantChange] {
        changes.filter { $0.place == place }
    }

    private static func check(_ desired: DesiredTenant, _ inspected: InspectedTenant, _ tenantID: UUID) throws {
        if let old = inspected.registration?.placement, old != desired.configuration.placement {
            throw TenancyFailure.placementChanged(
                desired.configuration.identifier, from: old, to: desired.configuration.placement)
        }
        if let taken = inspected.holders.first(where: { $0.tenantID != tenantID }) {
            throw TenancyFailure.nameTaken(
                kind: taken.held.kind.rawValue, name: taken.held.name.text, holder: taken.identifier)
        }
        for schema in inspected.retiredNames(desired) where schema.kind == .schema {
            guard let found = inspected.data.schemas[schema.name.text], let first = found.contents.first else {
                continue
            }
            throw TenancyFailure.schemaNotEmpty(
                schema: schema.name.text, count: found.contents.count, first: first)
        }
        // Names are registered before the objects are made, so an object without a holder is somebody else's.
        let held = Set(inspected.holders.map(\.held))
        for wanted in desired.heldNames where !held.contains(wanted) {
            let exists =
                switch wanted.kind {
                case .role: inspected.roles[wanted.name.text] != nil
                case .schema: inspected.data.schemas[wanted.name.text] != nil
                case .database: inspected.databaseExists
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
