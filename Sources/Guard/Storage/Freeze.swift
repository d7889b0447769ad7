import Audit
import FoundationEssentials
package import Postgres
import Tenancy
import Vocabulary

/// Takes the right to write from a tenant whose storage is used up, and gives it back.
///
/// The registry says first that a tenant is frozen and last that it is thawed,
/// so that whatever a crash leaves in between is a freeze, which the next guard
/// finishes: it finds `writers_ended_at` without a time.
package enum Freeze {
    /// Freezes a tenant.
    ///
    /// Statements of live sessions are refused from the commit on; what began
    /// before goes on until ``endWriters(of:on:keepingIn:)``.
    ///
    /// - Parameters:
    ///   - base: where the registry and the tenant's audit chain are.
    ///   - server: any database of the server in which the tenant's data lies.
    /// - Returns: whether it was not frozen before.
    package static func freeze(
        _ tenant: WatchedTenant, in base: borrowing Connection, on server: borrowing Connection
    ) throws -> Bool {
        try outlastingLocks(of: tenant, on: server) {
            try change(tenant, action: "frozen", in: base) { base in
                let isNew = try base.execute(
                    """
                    update socle.registry set frozen_at = clock_timestamp(), updated_at = now()
                    where tenant_id = \(tenant.tenantID) and frozen_at is null and state = 'active'
                    """)
                if isNew == 0 { return false }
                try base.execute(
                    """
                    insert into socle.tenant_usage (tenant_id) values (\(tenant.tenantID))
                    on conflict (tenant_id) do update set writers_ended_at = null
                    """)
                if tenant.place.server == .base { try takeRights(from: tenant, on: base) }
                return true
            }
        }
    }

    /// Brings a freeze to its end: rights are taken, and what began before is ended.
    ///
    /// Sessions of the ETL login end whatever they do, since one that took the
    /// owner's role keeps it; of the others those that are in a transaction.
    ///
    /// - Throws: ``GuardFailure/writersRemain(_:count:)`` when a session does not end within five seconds.
    package static func endWriters(
        of tenant: WatchedTenant, in base: borrowing Connection, on server: borrowing Connection
    ) throws {
        try server.transaction { server in try takeRights(from: tenant, on: server) }
        try end(tenant, on: server)
        try base.execute(
            "update socle.tenant_usage set writers_ended_at = clock_timestamp() where tenant_id = \(tenant.tenantID)")
    }

    /// Thaws a tenant.
    ///
    /// - Returns: whether it was frozen before.
    package static func thaw(
        _ tenant: WatchedTenant, in base: borrowing Connection, on server: borrowing Connection
    ) throws -> Bool {
        let rights = TenantStanding().writeStatements(for: tenant.names)
        if tenant.place.server != .base {
            try server.transaction { server in for sql in rights { try server.execute(sql) } }
        }
        return try outlastingLocks(of: tenant, on: server) {
            try change(tenant, action: "thawed", in: base) { base in
                let isNew = try base.execute(
                    """
                    update socle.registry set frozen_at = null, updated_at = now()
                    where tenant_id = \(tenant.tenantID) and frozen_at is not null
                    """)
                if isNew == 0 { return false }
                if tenant.place.server == .base { for sql in rights { try base.execute(sql) } }
                return true
            }
        }
    }

    /// One transaction of the base: a change, its violation row and its audit row.
    private static func change(
        _ tenant: WatchedTenant, action: String, in base: borrowing Connection,
        _ body: (borrowing Connection) throws -> Bool
    ) throws -> Bool {
        try base.transaction { base in
            try base.execute("set local lock_timeout = '500ms'")
            guard try body(base) else { return false }
            let storage = tenant.storage
            try Violation(
                tenantID: tenant.tenantID, kind: .storage, measured: storage.used, permitted: storage.permitted,
                action: action
            ).record(in: base)
            try AuditTrail.append(
                AuditEvent(
                    tenantID: tenant.tenantID, action: "tenant.\(action)", object: tenant.identifier.text,
                    detail: [
                        "used_bytes": JSON(Int(storage.used)), "permitted_bytes": JSON(Int(storage.permitted)),
                    ]),
                in: base)
            return true
        }
    }

    /// Tries again when something is locked, and ends what the tenant itself may hold it by: its own audit chain.
    private static func outlastingLocks(
        of tenant: WatchedTenant, on server: borrowing Connection, _ body: () throws -> Bool
    ) throws -> Bool {
        for _ in 0..<8 {
            do {
                return try body()
            } catch SQLState.lockNotAvailable {
                try end(tenant, on: server)
            }
        }
        return try body()
    }

    private static func takeRights(from tenant: WatchedTenant, on server: borrowing Connection) throws {
        for sql in TenantStanding(isFrozen: true).writeStatements(for: tenant.names) { try server.execute(sql) }
    }

    /// Ends the sessions that began something before now, and waits until they are gone.
    private static func end(_ tenant: WatchedTenant, on server: borrowing Connection) throws {
        let names = tenant.names
        let writers = names.writers.map(\.text)
        let began: Date = try server.first("select clock_timestamp()") { row in try row[0] } ?? Date()
        var remaining = 0
        for attempt in 0..<50 {
            remaining =
                try server.first(
                    """
                    select count(pg_terminate_backend(pid)) from pg_stat_activity
                    where usename = any(\(writers)::text[])
                        and (xact_start <= \(began) or usename = \(names.etlLogin) and backend_start <= \(began))
                    """
                ) { row in try row[0] } ?? 0
            if remaining == 0 { return }
            try server.execute("select pg_sleep(\(attempt < 10 ? 0.01 : 0.1))")
        }
        throw GuardFailure.writersRemain(tenant.identifier, count: remaining)
    }
}
