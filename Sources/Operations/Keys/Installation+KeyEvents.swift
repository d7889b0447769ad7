import Audit
import Postgres

extension Installation {
    /// Leaves the audit row of a change to keys, which is committed before the change is begun.
    ///
    /// Key files lie outside PostgreSQL and cannot share a transaction with their
    /// row. A process that dies, or a change that fails, leaves a row without its
    /// change; there is never a change without its row.
    ///
    /// The connection is one of its own, so that the caller's transaction goes on
    /// holding its locks until the key file is changed.
    ///
    /// - Returns: the event's place in its chain.
    @discardableResult
    func announce(_ event: AuditEvent) throws -> Int {
        try AuditTrail.append(event, in: connectProvisioner())
    }
}
