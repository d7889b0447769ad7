package import FoundationEssentials
package import Postgres

/// The right to be the one guard of a base, for as long as a session lasts.
///
/// The row names the session; whoever finds that session gone takes its place.
/// A lock held for months would keep the server from cleaning up behind it.
package enum GuardLease {
    /// Takes the watch, or finds that this session has it.
    ///
    /// - Throws: ``GuardFailure/alreadyWatched(by:)``.
    package static func take(holder: String, startedAt: Date, in base: borrowing Connection) throws {
        let isTaken: Bool? = try base.first(
            """
            insert into socle.guards as known (
                server, holder, started_at, watched_at, session_pid, session_began)
            select 'base', \(holder), \(startedAt), clock_timestamp(), pid, backend_start
            from pg_stat_activity where pid = pg_backend_pid()
            on conflict (server) do update set
                holder = excluded.holder, started_at = excluded.started_at, session_pid = excluded.session_pid,
                session_began = excluded.session_began
            where not exists (
                select from pg_stat_activity
                where (pid, backend_start) = (known.session_pid, known.session_began)
                    and (pid, backend_start) <> (excluded.session_pid, excluded.session_began)
            )
            returning true
            """
        ) { row in try row[0] }
        if isTaken == true { return }
        let present: String? = try base.first("select holder from socle.guards where server = 'base'") { row in
            try row[0]
        }
        throw GuardFailure.alreadyWatched(by: present ?? "unknown")
    }
}
