import Audit
import FoundationEssentials
import Glibc
import Postgres
import Tenancy
import Vocabulary

extension Installation {
    /// A tenant of the registry by its stable identity, in whatever state but erased.
    ///
    /// - Throws: ``TenancyFailure/notApplied(_:nearest:)`` for one that is gone.
    func registered(_ tenantID: UUID?, in base: borrowing Connection) throws -> RegisteredTenant {
        guard let tenantID, let found = try RegisteredTenant.all(in: base).first(where: { $0.tenantID == tenantID })
        else { throw LifeFailure.noSuchTenant(tenantID?.uuidString.lowercased() ?? "") }
        return found
    }

    /// The roles that a tenant holds, logins among them.
    func roleNames(of tenantID: UUID, in base: borrowing Connection) throws -> [String] {
        try base.query(
            "select name from socle.derived_names where tenant_id = \(tenantID) and kind = 'role' order by name"
        ) { row in try row[0] }
    }

    /// Sets a tenant's state, and opens or closes its logins as that state says.
    ///
    /// The registry comes first, so that no plan opens what is being closed. A
    /// second call finds the state and does the logins again.
    ///
    /// - Parameter event: what the audit keeps of it, when the state was another one.
    func setState(_ state: TenantState, of tenant: RegisteredTenant, event: AuditEvent) throws {
        let base = try connectMigratedBase()
        let statements = try loginStatements(of: tenant, state, in: base)
        let isHere = tenant.place.server == .base
        try namingHolder(in: [basePlace]) {
            try base.transaction { base in
                let changed = try base.execute(
                    """
                    update socle.registry set state = \(state), updated_at = now()
                    where tenant_id = \(tenant.tenantID) and state <> \(state)
                    """)
                if isHere { for statement in statements { try base.execute(statement) } }
                if changed > 0 { try AuditTrail.append(event, in: base) }
            }
        }
        if isHere { return }
        try connectServer(of: tenant).transaction { server in
            for statement in statements { try server.execute(statement) }
        }
    }

    /// Ends every session of a tenant's logins, those of its channels too.
    ///
    /// **Runs as** provisioner, when the logins are closed.
    ///
    /// - Throws: ``LifeFailure/stillConnected(_:login:process:)`` when one does not end.
    func endSessions(of tenant: RegisteredTenant) throws {
        try endSessions(
            of: roleNames(of: tenant.tenantID, in: connectMigratedBase()), tenant.identifier,
            on: connectServer(of: tenant))
    }

    /// Ends every session of some logins of a tenant, which are closed.
    ///
    /// - Throws: ``LifeFailure/stillConnected(_:login:process:)`` when one does not end.
    func endSessions(of logins: [String], _ tenant: TenantIdentifier, on server: borrowing Connection) throws {
        var last: (login: String, process: Int)?
        var quietLooks = 0
        for _ in 0..<10 {
            let found = try server.query(
                """
                select usename::text, pid from (
                    select usename, pid, pg_terminate_backend(pid, 5000) as is_ended from pg_stat_activity
                    where usesysid in (select oid from pg_roles where rolname = any (\(logins)::name[]))
                ) as ended
                """
            ) { row in (login: try row[0] as String, process: try row[1] as Int) }
            quietLooks = found.isEmpty ? quietLooks + 1 : 0
            if quietLooks == 2 { return }
            last = found.first ?? last
            // Who was let in just before the door was closed is seen a moment later.
            usleep(100_000)
        }
        if let last { throw LifeFailure.stillConnected(tenant, login: last.login, process: last.process) }
    }

    /// A connection to the server of a tenant's data, which need not have its database.
    func connectServer(of tenant: RegisteredTenant) throws -> Connection {
        if tenant.place.server == .base { return try connectProvisioner() }
        return try connectProvisioner(to: DataPlace(server: tenant.place.server, database: Identifier("postgres")))
    }

    private func loginStatements(
        of tenant: RegisteredTenant, _ state: TenantState, in base: borrowing Connection
    ) throws -> [SQL] {
        let roles = Set(try roleNames(of: tenant.tenantID, in: base))
        let channels = Channel.allCases.filter { roles.contains(tenant.names.channelLogin($0).text) }
        return try TenantStanding(state: state, isFrozen: tenant.frozenAt != nil).loginStatements(
            for: tenant.names, channels: channels, connections: tenant.limits.databaseConnections,
            among: Set(
                connectServer(of: tenant).query(
                    "select rolname::text from pg_roles where rolname = any (\(Array(roles))::name[])"
                ) { row in try row[0] }))
    }
}
