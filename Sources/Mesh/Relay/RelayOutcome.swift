/// What the mesh did with an event.
package enum RelayOutcome: Hashable, Sendable {
    /// It is part of the mesh now.
    case taken
    /// It had been seen before; nothing was done.
    case known
    /// The mesh need not know such events.
    case ignored
    /// It can never be taken, and is kept in `mesh.inbox` with the reason.
    case refused(String)
}
