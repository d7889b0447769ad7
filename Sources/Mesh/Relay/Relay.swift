package import FoundationEssentials
package import Postgres

// No transaction spans two databases, so that an event goes three steps: read
// here, taken there, marked here. A crash between them repeats a step, and the
// mesh takes each event once.

/// Reads what the mesh has not been told yet, in the order in which it happened.
///
/// **Runs as** runtime, in a data database, the base included.
///
/// - Parameters:
///   - waiting: events that are passed over, because the mesh could not take them just now.
///   - limit: how many events at most.
package func readOutbox(
    _ database: borrowing Connection, except waiting: [UUID] = [], limit: Int = 100
) throws -> [OutboxEvent] {
    try database.query(
        """
        select event_id, tenant_id, kind, payload::text, occurred_at from socle.outbox
        where relayed_at is null and event_id <> all (\(waiting))
        order by position
        limit \(limit)
        """
    ) { row in
        OutboxEvent(
            eventID: try row[0], tenantID: try row[1], kind: try row[2], payload: try row[3],
            occurredAt: try row[4])
    }
}

/// Takes an event into the mesh, once.
///
/// **Runs as** runtime, in the base. **Cost** one round trip, one transaction.
///
/// - Parameter database: the database whose outbox the event came from.
package func takeOutboxEvent(
    _ event: OutboxEvent, from database: String, in base: borrowing Connection
) throws -> RelayOutcome {
    let outcome = try base.first(
        """
        select outcome, reason from mesh.take_event(
            \(event.eventID), \(event.tenantID), \(database), \(event.kind), \(event.occurredAt),
            \(event.payload)::jsonb
        )
        """
    ) { row -> RelayOutcome in
        switch try row[0] as String {
        case "taken": .taken
        case "ignored": .ignored
        case "refused": .refused(try row[1] ?? "")
        default: .known
        }
    }
    return outcome ?? .known
}

/// Marks events that the mesh has seen, so that they are not read again.
///
/// **Runs as** runtime, in the data database that they came from.
package func markRelayed(_ events: [OutboxEvent], in database: borrowing Connection) throws {
    if events.isEmpty { return }
    try database.execute(
        """
        update socle.outbox set relayed_at = now()
        where event_id = any (\(events.map(\.eventID))) and relayed_at is null
        """)
}
