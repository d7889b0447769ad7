import Postgres
import Tenancy
import Vocabulary

extension Installation {
    /// How long a connection of the platform waits for a lock, so that no open transaction of a tenant's stops it.
    ///
    /// An `options=-c lock_timeout=…` in the address of the server wins.
    static let lockTimeout = "10s"

    /// Parameters of the platform's sessions: they give up waiting for a lock, and have nothing compiled.
    func platformSession(_ parameters: ConnectionParameters) -> ConnectionParameters {
        var parameters = parameters
        if parameters.further["options"]?.contains("lock_timeout") != true {
            parameters.settings["lock_timeout"] = Self.lockTimeout
        }
        // What a query over many tenants costs is estimated far too high: the server would compile for longer than it
        // runs.
        parameters.settings["jit"] = "off"
        return parameters
    }

    /// Carries out a procedure, and when it waited for a lock in vain says who holds it.
    ///
    /// - Parameter places: where to look for the holder.
    /// - Throws: ``OperationFailure/held(_:)``, or the server's own failure when nobody is found.
    func namingHolder<Result: ~Copyable>(in places: [DataPlace], _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let failure as ServerFailure where failure.sqlState == .lockNotAvailable {
            for place in places {
                guard let holder = try? holder(in: place) else { continue }
                throw OperationFailure.held(holder)
            }
            throw failure
        }
    }

    /// The session that has been holding a lock on one of the platform's tables for as long as anybody waits.
    ///
    /// The server tells who blocks whom only while somebody waits, which is over by now.
    private func holder(in place: DataPlace) throws -> LockHolder? {
        try connectProvisioner(to: place).first(
            """
            select usename::text, pg_stat_activity.pid, application_name, xact_start
            from pg_locks
            join pg_stat_activity using (pid)
            join pg_class on pg_class.oid = relation
            join pg_namespace on pg_namespace.oid = relnamespace
            where pg_locks.database = (select oid from pg_database where datname = current_database())
                and granted and mode <> 'AccessShareLock' and nspname in ('socle', 'mesh')
                and pg_stat_activity.pid <> pg_backend_pid()
                and xact_start < now() - current_setting('lock_timeout')::interval
            order by xact_start
            limit 1
            """
        ) { row in
            LockHolder(login: try row[0], process: try row[1], application: try row[2], since: try row[3])
        }
    }
}
