package import FoundationEssentials
package import Postgres
package import Vocabulary

/// The trace by which others see that a server is watched.
package struct Heartbeat: Sendable {
    package let server: ServerName
    /// Account, host and process of the guard.
    package let holder: String
    package let watchedFor: Double
    /// Seconds since the last look at the server's sessions.
    package let age: Double
    package let measuredAge: Double?
    package let measuredMilliseconds: Int?
    package let failure: String?

    /// Seconds after which a guard that left no trace counts as gone.
    package static let stale = 15.0

    /// Leaves a trace that the server was looked at, or why it could not be.
    package static func leave(
        of server: ServerName, holder: String, startedAt: Date, failure: String? = nil, in base: borrowing Connection
    ) throws {
        try base.execute(
            """
            insert into socle.guards (server, holder, started_at, watched_at, failure)
            values (\(server), \(holder), \(startedAt), clock_timestamp(), \(orNull: failure))
            on conflict (server) do update set
                holder = excluded.holder, started_at = excluded.started_at, failure = excluded.failure,
                watched_at = case when excluded.failure is null then excluded.watched_at else guards.watched_at end
            """)
    }

    /// Leaves a trace that all storage was measured.
    package static func leaveMeasurement(
        of server: ServerName, milliseconds: Int, in base: borrowing Connection
    ) throws {
        try base.execute(
            """
            update socle.guards set measured_at = clock_timestamp(), measured_ms = \(milliseconds)
            where server = \(server)
            """)
    }

    /// The heartbeat of every registered server, nil where none was ever left.
    package static func all(in base: borrowing Connection) throws -> [(server: ServerName, beat: Heartbeat?)] {
        try base.query(
            """
            select name, holder, extract(epoch from clock_timestamp() - started_at)::float8,
                extract(epoch from clock_timestamp() - watched_at)::float8,
                extract(epoch from clock_timestamp() - measured_at)::float8, measured_ms, failure
            from socle.servers left join socle.guards on server = name
            order by name <> 'base', name
            """
        ) { row in
            let server: ServerName = try row[0]
            guard let holder: String = try row[1] else { return (server, nil) }
            return (
                server,
                Heartbeat(
                    server: server, holder: holder, watchedFor: try row[2] ?? 0, age: try row[3] ?? 0,
                    measuredAge: try row[4], measuredMilliseconds: try row[5], failure: try row[6])
            )
        }
    }
}
