package import FoundationEssentials
package import Vocabulary

/// A change of which the audit chain of a tenant keeps a row.
///
/// The row is written in the transaction of the change, by the SQL function
/// `socle.append_audit`, which takes the actor from the session.
package struct AuditEvent: Sendable {
    /// The tenant whom the change concerns, or ``Platform/tenantID``.
    package let tenantID: UUID
    /// How long it is kept.
    package let `class`: AuditClass
    /// What was done, such as `tenant.applied`.
    package let action: String
    /// What it was done to.
    package let object: String
    /// Facts of the change; never a secret.
    package let detail: JSON

    package init(
        tenantID: UUID, class: AuditClass = .control, action: String, object: String, detail: JSON
    ) {
        self.tenantID = tenantID
        self.class = `class`
        self.action = action
        self.object = object
        self.detail = detail
    }
}
