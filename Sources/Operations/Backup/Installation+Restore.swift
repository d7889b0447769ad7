package import Backup
import FoundationEssentials
import Postgres
import Vault
package import Vocabulary

extension Installation {
    /// Opens every file of a backup, which proves that all are there and none was changed.
    package func checkBackup(in folder: String) throws -> BackupManifest {
        try SealedBackup(folder: folder).check(openedBy: openVault())
    }

    /// Restores a backup into a database of its own that no tenant enters, and compares it with the manifest.
    ///
    /// What fails leaves no database behind.
    ///
    /// - Parameter name: of the database, which is made.
    package func restoreBackup(in folder: String, into name: TenantIdentifier) throws -> BackupManifest {
        let base = try connectMigratedBase()
        let backup = try SealedBackup(folder: folder)
        let vault = try openVault()
        let database = try Identifier(name.text)
        let manifest = try backup.manifest(openedBy: vault)
        if try databaseExists(database, asking: base) || isHeld(database, in: base) {
            throw BackupFailure.databaseExists(name: name.text)
        }
        // A space, which no derived name of a tenant has.
        let owner = Identifier(derived: "socle restore \(name)")
        let login = OwnerLogin(name: Identifier(derived: "socle restoring \(name)"), owner: owner)
        let hasOwner = try base.first("select exists (select from pg_roles where rolname = \(owner))") { row in
            try row[0] as Bool
        }
        if hasOwner != true { try base.execute("create role \(identifier: owner) nologin") }
        do {
            return try restore(backup, manifest.schemas, into: DataPlace(database: database), login, in: base, vault)
        } catch {
            // Why it failed is told, and not what could not be tidied up.
            try? discardRestored(name)
            throw error
        }
    }

    private func restore(
        _ backup: SealedBackup, _ schemas: [String], into place: DataPlace, _ login: OwnerLogin,
        in base: borrowing Connection, _ vault: Vault
    ) throws -> BackupManifest {
        try makeDatabase(place.database, connectionLimit: nil)
        try migrate(place)
        let data = try connectProvisioner(to: place)
        for schema in schemas {
            try data.execute(
                "create schema \(identifier: Identifier(schema)) authorization \(identifier: login.owner)")
        }
        let parameters = try login.open(for: [place.database], on: base, at: address(of: place))
        let manifest = try backup.restore(as: parameters, comparingIn: data, by: postgresTool(), openedBy: vault)
        try? login.close(on: base)  // one without a known password, which discarding takes away too
        return manifest
    }

    /// Drops a database into which a backup was restored, and its owner.
    ///
    /// - Throws: ``BackupFailure/notRestored(name:isThere:restored:)`` when it is no such database.
    package func discardRestored(_ name: TenantIdentifier) throws {
        let base = try connectMigratedBase()
        let owner = Identifier(derived: "socle restore \(name)")
        let prefix = "socle restore "
        let restored = try base.query(
            "select rolname::text from pg_roles where starts_with(rolname::text, \(prefix)) order by 1"
        ) { row -> String in String((try row[0] as String).dropFirst(prefix.count)) }
        // A tenant may have got a database of that name since a restore that died.
        guard restored.contains(name.text), try !isHeld(Identifier(name.text), in: base) else {
            throw BackupFailure.notRestored(
                name: name.text, isThere: try databaseExists(Identifier(name.text), asking: base),
                restored: restored.filter { $0 != name.text })
        }
        try base.execute("drop database if exists \(identifier: Identifier(name.text)) with (force)")
        try OwnerLogin(name: Identifier(derived: "socle restoring \(name)"), owner: owner).close(on: base)
        let connect = Identifier(derived: "\(name)_connect")
        try base.execute("drop role if exists \(identifier: connect)")
        try base.execute("drop role \(identifier: owner)")
    }

    /// Whether the registry keeps the name for a tenant's own database, or it is the base's.
    private func isHeld(_ database: Identifier, in base: borrowing Connection) throws -> Bool {
        try base.first(
            """
            select \(database) = current_database() or exists (
                select from socle.derived_names where kind = 'database' and name = \(database)
            )
            """
        ) { row in try row[0] } ?? false
    }
}
