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
        try connection.first(appending(event)) { row in try row[0] } ?? 0
    }

    /// The statement that adds an event, to be sent with those of which it tells.
    package static func appending(_ event: AuditEvent) -> SQL {
        """
        select socle.append_audit(\(event.tenantID), \(event.class.rawValue), \(event.action),
            \(event.object), \(event.detail.description)::text)
        """
    }

    /// Adds an event unless the chain has the very same one, for a step that may have died behind its work.
    ///
    /// The detail names what cannot happen twice, such as the number of an operation.
    package static func appendOnce(_ event: AuditEvent, in connection: borrowing Connection) throws {
        try connection.transaction { connection in
            let isThere = try connection.first(
                """
                select exists (
                    select from socle.audit_events
                    where tenant_id = \(event.tenantID) and action = \(event.action) and object = \(event.object)
                        and detail = \(event.detail.description)::text
                )
                """
            ) { row -> Bool in try row[0] }
            if isThere != true { try append(event, in: connection) }
        }
    }
}
