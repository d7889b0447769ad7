import FoundationEssentials
import Glibc
package import Journal
import Postgres
import Tenancy
package import Vocabulary

extension Installation {
    /// Gives a tenant another short name, and with it every name that is derived from it.
    ///
    /// - Throws: ``LifeFailure``: a name that is taken, a file in the way; all of it before anything is done.
    package func rename(
        _ old: TenantIdentifier, to new: TenantIdentifier, watch: @escaping (JournalEvent) -> Void
    ) throws {
        let base = try connectMigratedBase()
        let tenantID: UUID
        if let unfinished = try unfinished(RenameTenant.kind, of: old, in: base) {
            tenantID = unfinished
        } else {
            let found = try RegisteredTenant.find(old, in: base)
            tenantID = found.tenantID
            try Journal.requireOver(for: tenantID, but: RenameTenant.kind, in: base)
            guard found.state == .active || found.state == .suspended else {
                throw LifeFailure.otherState(old, found.state, wanted: "renamed")
            }
            try requireFree(new, for: found, in: base)
        }
        try run(RenameTenant(tenant: tenantID, identifier: old, new: new), watch: watch)
    }

    /// The names that a tenant holds, or will hold, and those that take their place.
    func renaming(
        of tenant: RegisteredTenant, from old: TenantIdentifier, to new: TenantIdentifier, in base: borrowing Connection
    ) throws -> Renaming {
        let held = try base.query(
            "select name from socle.derived_names where tenant_id = \(tenant.tenantID)"
        ) { row -> String in try row[0] }
        // On the way back the registry may have the names already that everything else is to get.
        let isThere = try registered(tenant.tenantID, in: base).identifier == new
        return isThere ? Renaming(from: new, to: old, held: held).reversed : Renaming(from: old, to: new, held: held)
    }

    private func requireFree(
        _ new: TenantIdentifier, for tenant: RegisteredTenant, in base: borrowing Connection
    ) throws {
        if let other = try RegisteredTenant.all(in: base).first(where: { $0.identifier == new }) {
            throw LifeFailure.nameTaken(kind: "identifier", name: new.text, holder: other.identifier.text)
        }
        let names = try renaming(of: tenant, from: tenant.identifier, to: new, in: base).names.values.sorted()
        let holder = try base.first(
            """
            select kind, derived_names.name, identifier from socle.derived_names join socle.registry using (tenant_id)
            where derived_names.name = any (\(names)::text[]) order by 2 limit 1
            """
        ) { row in (kind: try row[0] as String, name: try row[1] as String, holder: try row[2] as String) }
        if let holder {
            throw LifeFailure.nameTaken(kind: holder.kind, name: holder.name, holder: holder.holder)
        }
        let stranger = try connectProvisioner(to: tenant.place).first(
            """
            select kind, name from (
                select 'role' as kind, rolname::text as name from pg_roles
                union all select 'schema', nspname from pg_namespace
                union all select 'database', datname from pg_database
            ) as there where name = any (\(names)::text[]) order by 1, 2 limit 1
            """
        ) { row in (kind: try row[0] as String, name: try row[1] as String) }
        if let stranger { throw LifeFailure.nameTaken(kind: stranger.kind, name: stranger.name, holder: nil) }
        try requireFilesFree(tenant.identifier, new)
    }

    // MARK: Files

    private func files(_ tenant: TenantIdentifier) -> (file: String, folder: String) {
        (tenantFolder.file(of: tenant), "\(tenantFolder.tenantsPath)/\(tenant)")
    }

    private func exists(_ path: String) -> Bool {
        var facts = stat()
        return lstat(path, &facts) == 0
    }

    private func requireFilesFree(_ old: TenantIdentifier, _ new: TenantIdentifier) throws {
        for path in [files(new).file, files(new).folder] where exists(path) { throw LifeFailure.fileExists(path: path) }
        let file = files(old).file
        guard exists(file) else { return }
        guard Glibc.access("\(tenantFolder.tenantsPath)", W_OK) == 0 else {
            throw LifeFailure.cannotWrite(path: file, reason: String(cString: strerror(errno)))
        }
        if try rewritten(file, old, new) == nil { throw LifeFailure.fileWithoutName(path: file, old) }
    }

    private func rewritten(_ file: String, _ old: TenantIdentifier, _ new: TenantIdentifier) throws -> String? {
        guard let data = FileManager.default.contents(atPath: file), let text = String(data: data, encoding: .utf8)
        else { throw LifeFailure.cannotWrite(path: file, reason: "it cannot be read") }
        return Renaming(from: old, to: new, held: []).file(text)
    }

    /// Renames a tenant's file and folder; a second call finds them renamed.
    func renameFiles(from old: TenantIdentifier, to new: TenantIdentifier) throws {
        let (before, after) = (files(old), files(new))
        if exists(before.file) {
            guard let text = try rewritten(before.file, old, new) else {
                throw LifeFailure.fileWithoutName(path: before.file, old)
            }
            var facts = stat()
            lstat(before.file, &facts)
            try writeFile(after.file, text, mode: facts.st_mode & 0o777)
            unlink(before.file)
        }
        if exists(before.folder), Glibc.rename(before.folder, after.folder) != 0 {
            throw LifeFailure.cannotWrite(path: after.folder, reason: String(cString: strerror(errno)))
        }
    }
}
