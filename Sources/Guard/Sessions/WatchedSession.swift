package import Postgres

/// A session of a tenant's login, as the server shows it.
package struct WatchedSession: Hashable, Sendable {
    /// Which session it is: numbers of processes are used again.
    package struct Identity: Hashable, Sendable {
        package let pid: Int
        /// When it began, in seconds since 1970 by the server's clock.
        package let began: Double

        package init(pid: Int, began: Double) {
            self.pid = pid
            self.began = began
        }
    }

    /// What it is doing.
    package enum Activity: Hashable, Sendable {
        /// A statement, for so many seconds; a COPY that takes rows in is marked.
        case statement(seconds: Double, isCopyingIn: Bool)
        /// Nothing within an open transaction, for so many seconds.
        case idleInTransaction(seconds: Double)
        case idle
    }

    package let identity: Identity
    package let login: String
    package let activity: Activity
    /// Seconds since its transaction began, nil outside one.
    package let transactionSeconds: Double?
    /// Seconds since it last did anything.
    package let quietSeconds: Double
    /// Whether it holds a tenant's audit chain, for which everything else of that tenant then waits.
    package let holdsChain: Bool

    package init(
        identity: Identity, login: String, activity: Activity, transactionSeconds: Double? = nil,
        quietSeconds: Double = 0, holdsChain: Bool = false
    ) {
        self.identity = identity
        self.login = login
        self.activity = activity
        self.transactionSeconds = transactionSeconds
        self.quietSeconds = quietSeconds
        self.holdsChain = holdsChain
    }

    /// Whether it may have written since so many seconds.
    package func wasBusy(within seconds: Double) -> Bool { activity != .idle || quietSeconds <= seconds }
}

/// All sessions of a server that may be tenants', at one moment.
package struct SessionSnapshot: Sendable {
    package let sessions: [WatchedSession]
    /// Seconds since 1970 by the server's clock.
    package let now: Double
    /// Which part of the queue of notifications waits for listeners, from 0 to 1.
    package let queuedNotifications: Double

    package init(sessions: [WatchedSession], now: Double, queuedNotifications: Double = 0) {
        self.sessions = sessions
        self.now = now
        self.queuedNotifications = queuedNotifications
    }

    /// Looks at a server.
    ///
    /// The platform's own roles are left out, and helpers of a statement, which end with it.
    ///
    /// - Parameter server: a connection to a data database, whose audit chains are looked at.
    package static func take(of server: borrowing Connection) throws -> SessionSnapshot {
        let moment: (now: Double, queued: Double)? = try server.first(
            "select extract(epoch from clock_timestamp())::float8, pg_notification_queue_usage()"
        ) { row in (try row[0], try row[1]) }
        let sessions = try server.query(
            """
            select activity.pid, extract(epoch from backend_start)::float8, usename::text, state,
                extract(epoch from clock_timestamp() - query_start)::float8,
                extract(epoch from clock_timestamp() - state_change)::float8,
                extract(epoch from clock_timestamp() - xact_start)::float8,
                exists (select from pg_stat_progress_copy as copy where copy.pid = activity.pid and command = 'COPY FROM'),
                exists (
                    select from pg_locks
                    where pg_locks.pid = activity.pid and relation = to_regclass('socle.audit_heads')
                        and database = (select oid from pg_database where datname = current_database())
                        and mode = 'RowExclusiveLock' and granted
                )
            from pg_stat_activity as activity
            where backend_type = 'client backend' and usename is not null and usename not like 'socle\\_%'
                and activity.pid <> pg_backend_pid() and state is not null
            """
        ) { row -> WatchedSession in
            let state: String = try row[3]
            let statementSeconds: Double? = try row[4]
            let stateSeconds: Double? = try row[5]
            let activity: WatchedSession.Activity =
                switch state {
                case "active", "fastpath function call":
                    .statement(seconds: statementSeconds ?? 0, isCopyingIn: try row[7])
                case "idle in transaction", "idle in transaction (aborted)":
                    .idleInTransaction(seconds: stateSeconds ?? 0)
                default: .idle
                }
            return WatchedSession(
                identity: .init(pid: try row[0], began: try row[1] ?? 0), login: try row[2], activity: activity,
                transactionSeconds: try row[6], quietSeconds: stateSeconds ?? 0, holdsChain: try row[8])
        }
        return SessionSnapshot(sessions: sessions, now: moment?.now ?? 0, queuedNotifications: moment?.queued ?? 0)
    }
}
