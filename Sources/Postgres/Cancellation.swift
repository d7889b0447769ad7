import CLibPQ

/// A handle with which another thread stops what a connection is doing.
///
/// The statement under way then fails with SQLSTATE 57014 (query cancelled).
/// When nothing is under way, nothing happens.
// Safe because the PGcancel is never changed after its making, and libpq
// documents PQcancel as safe to call from any thread, even a signal handler.
package final class Cancellation: @unchecked Sendable {
    private let pointer: OpaquePointer

    /// - Parameter connection: a `PGconn *`, which may end before this handle.
    init?(of connection: OpaquePointer) {
        guard let pointer = PQgetCancel(connection) else { return nil }
        self.pointer = pointer
    }

    deinit {
        PQfreeCancel(pointer)
    }

    /// Asks the server, over a connection of its own, to stop the statement under way.
    ///
    /// - Returns: whether the request was delivered, not whether it had an effect.
    @discardableResult
    package func cancel() -> Bool {
        var report = [CChar](repeating: 0, count: 256)
        return PQcancel(pointer, &report, Int32(report.count)) == 1
    }
}
