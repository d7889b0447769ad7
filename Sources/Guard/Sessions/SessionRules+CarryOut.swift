package import Postgres

extension SessionRules.Order {
    /// Ends the statement or the session, if it is still the same.
    ///
    /// - Returns: whether there was still something to end.
    package func carryOut(on server: borrowing Connection) throws -> Bool {
        let function: SQL = action == .cancel ? "pg_cancel_backend" : "pg_terminate_backend"
        let isDone: Bool? = try server.first(
            """
            select \(sql: function)(pid) from pg_stat_activity
            where pid = \(session.identity.pid) and usename = \(session.login)
                and abs(extract(epoch from backend_start) - \(session.identity.began)) < 0.001
            """
        ) { row in try row[0] }
        return isDone ?? false
    }
}
