import FoundationEssentials
import Glibc
package import Journal
import Postgres
import Settings
package import Tenancy
package import Vocabulary

extension Installation {
    /// Destroys a tenant, when nothing and nobody stands against it.
    ///
    /// Everything that can be refused is refused before anything is touched.
    ///
    /// - Parameters:
    ///   - exportFolder: where the data is written first; nil when that was declined.
    ///   - backupsEnd: the day until which backups hold the data; nil for what the tier's retention says.
    /// - Returns: the certificate of the first stage.
    /// - Throws: ``LifeFailure``, ``JournalFailure``.
    package func erase(
        _ tenant: TenantIdentifier, by authority: EliminationAuthority, exportFolder: String?, backupsEnd: Day?,
        watch: @escaping (JournalEvent) -> Void
    ) throws -> ErasureCertificate {
        try requireReason(authority.text, "--\(authority.kind)")
        let base = try connectMigratedBase()
        let tenantID: UUID
        if let unfinished = try unfinished(EraseTenant.kind, of: tenant, in: base) {
            tenantID = unfinished
        } else {
            let found = try erasable(tenant, in: base)
            tenantID = found.tenantID
            try requireNothingAgainst(found, in: base)
            if exportFolder != nil, found.state == .archived { throw LifeFailure.exportOfArchive(tenant) }
            try requirePlausible(backupsEnd, found)
            if let exportFolder { try requireEmpty(folder: exportFolder) }
        }
        try run(
            EraseTenant(
                tenant: tenantID, identifier: tenant, authority: authority, exportFolder: exportFolder,
                backupsEnd: backupsEnd?.description),
            watch: watch)
        return try certificates(of: tenantID.uuidString).first
    }

    /// Refuses what an erasure would refuse, and does nothing.
    package func rehearseErasure(of tenant: TenantIdentifier) throws {
        let base = try connectMigratedBase()
        // One that was begun is gone on with.
        if try unfinished(EraseTenant.kind, of: tenant, in: base) == nil {
            try requireNothingAgainst(erasable(tenant, in: base), in: base)
        }
    }

    /// A tenant that is there, or why one that was erased is not.
    private func erasable(_ tenant: TenantIdentifier, in base: borrowing Connection) throws -> RegisteredTenant {
        do {
            return try RegisteredTenant.find(tenant, in: base)
        } catch let failure as TenancyFailure {
            guard let record = try? certificates(of: tenant.text) else { throw failure }
            throw LifeFailure.erasedAlready(tenant, day: String(record.erasedAt.prefix(10)))
        }
    }

    private func requireNothingAgainst(_ tenant: RegisteredTenant, in base: borrowing Connection) throws {
        // What an operation left behind would be named as nobody's.
        try Journal.requireOver(for: tenant.tenantID, but: EraseTenant.kind, in: base)
        try requireErasable(tenant, in: base)
        try requireKnown(tenant, in: base)
    }

    /// What an erasure would destroy, for whoever asks for a visa.
    package func eliminationList(of tenant: TenantIdentifier) throws -> EliminationList {
        let found = try erasable(tenant, in: connectMigratedBase())
        return EliminationList(try inventory(of: found).tables)
    }

    /// Takes from a tenant's other operations what they were about; that they were, when, and by whom stays.
    ///
    /// Arguments and details name tables and columns, and an adoption's the least and greatest of their values.
    func forgetOperations(of tenantID: UUID, but present: Int, in base: borrowing Connection) throws {
        try base.execute(
            """
            update socle.operation_steps set detail = null
            from socle.operations
            where operations.operation_id = operation_steps.operation_id and tenant_id = \(tenantID)
                and operations.operation_id <> \(present)::bigint
            """)
        try base.execute(
            """
            update socle.operations set arguments = '{}', failure = null
            where tenant_id = \(tenantID) and operation_id <> \(present)::bigint
            """)
    }

    /// The tenant of an operation that was begun under a short name and is not over.
    func unfinished(_ kind: String, of tenant: TenantIdentifier, in base: borrowing Connection) throws -> UUID? {
        try base.first(
            """
            select tenant_id from socle.operations
            where kind = \(kind) and arguments ->> 'identifier' = \(tenant)
                and state not in ('completed', 'undone')
            """
        ) { row in try row[0] }
    }

    /// The day on which the last backup that the tier keeps ends, from today.
    ///
    /// - Throws: ``LifeFailure/noBackupsEnd(_:)`` when no file says how long backups are kept.
    func backupsEnd(of tenant: RegisteredTenant) throws -> Day {
        guard let days = retentionDays(of: tenant) else { throw LifeFailure.noBackupsEnd(tenant.identifier) }
        return Day(Date.now.addingTimeInterval(Double(days) * 86_400))
    }

    private func requirePlausible(_ day: Day?, _ tenant: RegisteredTenant) throws {
        guard let day else {
            _ = try backupsEnd(of: tenant)
            return
        }
        let earliest = retentionDays(of: tenant) == nil ? Day(.now) : try backupsEnd(of: tenant)
        if day < earliest {
            throw LifeFailure.backupsEndPast(given: day.description, earliest: earliest.description)
        }
    }

    /// For how many days backups are kept, those of the log included; nil when the tenant's file cannot be read.
    private func retentionDays(of tenant: RegisteredTenant) -> Int? {
        (try? tenantFolder.configuration(of: tenant.identifier))?.backup.retentionDays
    }

    /// Puts the file and the folder of a tenant into `erased/`, which no command reads.
    ///
    /// - Returns: where they are now; a second call finds them there.
    func putFilesAway(of tenant: TenantIdentifier, tenantID: UUID?) throws -> [String] {
        let folder = tenantFolder.tenantsPath
        let mark = tenantID?.uuidString.lowercased().prefix(8) ?? ""
        var moved: [String] = []
        for (name, new) in [
            ("\(tenant).yml", "erased/\(tenant)-\(mark).yml"), (tenant.text, "erased/\(tenant)-\(mark)"),
        ] {
            var facts = stat()
            if lstat("\(folder)/\(name)", &facts) == 0 {
                try makeFolder("\(folder)/erased", mode: 0o755)
                guard Glibc.rename("\(folder)/\(name)", "\(folder)/\(new)") == 0 else {
                    throw LifeFailure.cannotWrite(
                        path: "\(folder)/\(new)", reason: String(cString: strerror(errno)))
                }
            }
            if lstat("\(folder)/\(new)", &facts) == 0 { moved.append("\(settings.environment.rawValue)/\(new)") }
        }
        return moved
    }
}
