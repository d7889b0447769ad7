package import FoundationEssentials

/// Something that happened in a data database and that the mesh must learn.
package struct OutboxEvent: Hashable, Sendable {
    /// The identity by which the mesh knows what it has seen.
    package let eventID: UUID
    package let tenantID: UUID
    /// What happened, such as `dataset.loaded`.
    package let kind: String
    /// The facts as JSON text.
    package let payload: String
    package let occurredAt: Date

    package init(eventID: UUID, tenantID: UUID, kind: String, payload: String, occurredAt: Date) {
        self.eventID = eventID
        self.tenantID = tenantID
        self.kind = kind
        self.payload = payload
        self.occurredAt = occurredAt
    }
}
