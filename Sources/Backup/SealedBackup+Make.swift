package import FoundationEssentials
import Glibc
package import Postgres
package import Tenancy
package import Vault
package import Vocabulary

extension SealedBackup {
    /// What a backup is made of.
    package struct Source: Sendable {
        package let tenant: RegisteredTenant
        /// The schemas whose objects and rows are kept.
        package let schemas: [Identifier]
        /// The way of PostgreSQL's program to the database.
        package let parameters: ConnectionParameters
        package let tool: PostgresTool

        package init(
            tenant: RegisteredTenant, schemas: [Identifier], parameters: ConnectionParameters, tool: PostgresTool
        ) {
            self.tenant = tenant
            self.schemas = schemas
            self.parameters = parameters
            self.tool = tool
        }
    }

    /// Makes a backup of one moment: archive, counts and sums see the same snapshot.
    ///
    /// The plain archive lies beside the backup in a folder that only its owner enters, until each of its files is
    /// sealed; one that a crash left there is taken away by the next run for the same folder.
    ///
    /// **Runs as** provisioner.
    ///
    /// - Parameters:
    ///   - backupID: by which the backup is known, and bound into every file.
    ///   - folder: what is to be made; it appears when all of it is written.
    ///   - adding: puts further files into the archive's folder, in the transaction whose moment the backup shows.
    ///   - report: called with each table that was counted.
    package static func make(
        _ source: Source, backupID: UUID = UUID(), to folder: String, in data: borrowing Connection,
        sealedBy vault: Vault, adding: (borrowing Connection, String) throws -> Void = { _, _ in },
        report: (TableContent) throws -> Void = { _ in }
    ) throws -> BackupManifest {
        try requireNew(folder)
        try LockBudget.require(for: source.schemas, in: data)
        try discardRemains(of: folder)
        let unfinished = "\(folder).unfinished"
        let plain = "\(folder).plain"
        for path in [unfinished, plain] {
            guard mkdir(path, 0o700) == 0 else { throw BackupFailure.cannotWrite(path: path, reason: reason()) }
        }
        let backup = SealedBackup(folder: unfinished, tenantID: source.tenant.tenantID, backupID: backupID)
        let manifest = try data.transaction(.repeatableRead.readOnly) { data in
            try data.writeValuesPlainly()
            let snapshot = try data.first("select pg_export_snapshot()") { row -> String in try row[0] }
            let archive = "\(plain)/archive"
            try source.tool.dump(
                source.schemas.map(\.text), snapshot: snapshot, structureOnly: false, to: archive,
                on: source.parameters)
            var tables: [TableContent] = []
            for table in try CopiedTable.list(in: source.schemas, data) {
                let content = try TableContent.read(table, from: data)
                try report(content)
                tables.append(content)
            }
            try adding(data, archive)
            let names = try FileManager.default.contentsOfDirectory(atPath: archive).sorted()
            var files: [BackupManifest.File] = []
            for (index, name) in names.enumerated() {
                let path = "\(archive)/\(name)"
                var facts = stat()
                guard stat(path, &facts) == 0 else { throw BackupFailure.cannotRead(path: path, reason: reason()) }
                try backup.seal(path, as: index + 1, by: vault)
                unlink(path)
                files.append(BackupManifest.File(name: name, bytes: Int(facts.st_size)))
            }
            return try backup.manifest(of: source, tables, files, in: data)
        }
        let path = "\(plain)/manifest"
        try writePrivate(path, try JSONEncoder().encode(manifest))
        try backup.seal(path, as: 0, by: vault)
        try backup.writeHead()
        try FileManager.default.removeItem(atPath: plain)
        // Files that are on the disk are not found after a loss of power when their folder is not.
        try syncFolder(unfinished)
        guard rename(unfinished, folder) == 0 else { throw BackupFailure.cannotWrite(path: folder, reason: reason()) }
        try syncFolder(URL(filePath: folder).deletingLastPathComponent().path)
        return manifest
    }

    /// Refuses a folder that is there, and one that cannot be made where it shall be.
    package static func requireNew(_ folder: String) throws {
        guard !FileManager.default.fileExists(atPath: folder) else { throw BackupFailure.exists(path: folder) }
        let parent = URL(filePath: folder).deletingLastPathComponent().path
        guard access(parent, W_OK | X_OK) == 0 else {
            throw BackupFailure.cannotWrite(path: folder, reason: reason())
        }
    }

    /// Takes away what an unfinished run left for a folder, the plain archive among it.
    package static func discardRemains(of folder: String) throws {
        for path in ["\(folder).plain", "\(folder).unfinished"] where FileManager.default.fileExists(atPath: path) {
            try FileManager.default.removeItem(atPath: path)
        }
    }

    private func manifest(
        of source: Source, _ tables: [TableContent], _ files: [BackupManifest.File], in data: borrowing Connection
    ) throws -> BackupManifest {
        let schemas = source.schemas.map(\.text)
        return BackupManifest(
            format: BackupManifest.format, backupID: backupID, tenantID: tenantID,
            identifier: source.tenant.identifier.text, tier: source.tenant.tier.rawValue,
            region: source.tenant.region, madeAt: Date(), server: source.tenant.place.server.text,
            database: source.tenant.database.text, serverVersion: data.serverVersion, schemas: schemas,
            roles: try BackupManifest.Role.list(source.tenant.names.roles.map(\.text), in: data),
            grants: try BackupManifest.Grant.list(schemas, in: data), tables: tables, files: files)
    }
}
