import Adoption
package import FoundationEssentials
import Ingestion
package import Journal
import Vocabulary

/// A client's existing database becomes a tenant's.
///
/// The source is read and never written. What is made stays unseen until all of it is there and was compared; until
/// the last step it can be undone.
package struct TenantAdoption: Procedure {
    package typealias Context = Installation

    package static let kind = "tenant.adopt"

    package let tenant: UUID?
    let identifier: TenantIdentifier
    let source: SourceAddress
    let themes: ThemeMap
    /// The plan to follow; nil for the one that the audit proposes.
    let plan: AdoptionPlan?
    let budget: RejectBudget
    /// Folder of the reports.
    let reports: String

    package func mayBegin(_ installation: Installation) throws {
        try installation.requireLiving(installation.registered(identifier, tenant))
        // A wrong address or password is the commonest fault, and is known at once.
        try SourceSession.read(source, password: installation.sourcePassword(of: tenant)) { _ in }
    }

    package static let steps: [Step<TenantAdoption>] = [
        Step(
            "audit", "Look at every table of the source, and write nothing there.",
            run: { try $0.audit($1) }, undo: { try $1.values.forgetSourcePassword(of: $0.tenant) }),
        Step("cleaning", "Plan what is taken, and hold the plan against source and tenant.", run: { try $0.clean($1) }),
        Step(
            "structure", "Make the tables, unseen by the tenant's readers.",
            run: { try $0.build($1) }, undo: { try $0.clear($1) }),
        Step("data", "Bring the rows, batch by batch.", run: { try $0.transfer($1) }),
        Step("keys", "Make keys, indexes and foreign keys.", run: { try $0.makeKeys($1) }),
        Step("validation", "Read both sides again and compare them.", run: { try $0.validate($1) }),
        Step(
            "publication", "Give the tables their names and open them to the tenant's groups.",
            run: { try $0.publish($1) }, undo: { try $0.withdraw($1) }),
        Step(
            "documentation", "Tell the mesh and the audit chain, and write the dictionary.", .pointOfNoReturn,
            run: { try $0.document($1) }),
    ]
}
