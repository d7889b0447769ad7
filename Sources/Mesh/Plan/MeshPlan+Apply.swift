import Audit
package import Postgres
import Vocabulary

extension MeshPlan {
    /// Compares a document with the mesh and does what differs, in one transaction.
    ///
    /// Imports wait for each other, so that what was compared is what is changed.
    ///
    /// - Returns: what was done; its ``isEmpty`` is true when nothing was to be done.
    /// - Throws: ``MeshFailure``; several of them as a ``FailureList``.
    package static func `import`(_ document: MeshDocument, into base: borrowing Connection) throws -> MeshPlan {
        try base.transaction { base in
            try base.execute("lock table mesh.domains in share row exclusive mode")
            let plan = try MeshPlan(document, against: MeshCatalog.inspect(base))
            try plan.apply(in: base)
            return plan
        }
    }

    /// Does the steps in one transaction.
    ///
    /// - Throws: ``MeshFailure/changedMeanwhile(_:)`` when the mesh is no longer
    ///   the one that was compared.
    package func apply(in base: borrowing Connection) throws {
        if isEmpty { return }
        try base.transaction { base in
            for change in changes {
                for statement in change.statements(in: domain) where try base.execute(statement) != 1 {
                    throw MeshFailure.changedMeanwhile("\(change)")
                }
            }
            try base.execute("select mesh.index_assets()")
            try AuditTrail.append(
                AuditEvent(
                    tenantID: Platform.tenantID, action: "mesh.imported", object: domain,
                    detail: .array(changes.map { .string("\($0)") })),
                in: base)
        }
    }
}
