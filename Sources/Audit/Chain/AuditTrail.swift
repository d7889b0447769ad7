package import Postgres
import Vocabulary

/// The audit chains of a database.
package enum AuditTrail {
    /// Adds an event in the present transaction.
    ///
    /// **Cost** one round trip; the chain's head stays locked until the transaction ends.
    ///
    /// - Returns: the event's place in its chain, from 1.
    @discardableResult
    package static func append(_ event: AuditEvent, in connection: borrowing Connection) throws -> Int {
        try connection.first(
            """
            select socle.append_audit(\(event.tenantID), \(event.class.rawValue), \(event.action),
                \(event.object), \(event.detail.description)::text)
            """
        ) { row in try row[0] } ?? 0
    }
}
