import FoundationEssentials
import Glibc
package import Postgres
import Subprocess
package import Vault
import Vocabulary

extension SealedBackup {
    /// Restores the backup into an empty database and compares what is there with the manifest.
    ///
    /// The archive is restored by a login that owns what it makes and has no other right, since a tenant's
    /// definitions are hostile to a superuser.
    ///
    /// - Parameters:
    ///   - owner: the way in of that login; the schemas are made and its own.
    ///   - reader: a connection that may read what it made.
    ///   - taking: given the folder in which all files of the backup lie open.
    package func restore(
        as owner: ConnectionParameters, comparingIn reader: borrowing Connection, by tool: PostgresTool,
        openedBy vault: Vault, taking: (String) throws -> Void = { _ in }
    ) throws -> BackupManifest {
        let manifest = try withPrivateFolder { folder in
            let archive = "\(folder)/archive"
            guard mkdir(archive, 0o700) == 0 else { throw BackupFailure.cannotWrite(path: archive, reason: reason()) }
            let manifest = try unpack(into: archive, openedBy: vault)
            let list = "\(folder)/list"
            let entries = try tool.entries(of: archive).filter { entry in
                !["SCHEMA", "ACL", "DEFAULT ACL", "TRIGGER", "COMMENT - SCHEMA"].contains {
                    entry.description.hasPrefix("\($0) ")
                }
            }
            try writePrivate(list, Data(entries.map { $0.line + "\n" }.joined().utf8))
            try tool.process(
                "pg_restore",
                [
                    "--use-list=\(list)", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error",
                    "--no-password", "--dbname=", archive,
                ], on: owner
            ).check()
            try taking(archive)
            return manifest
        }
        try reader.transaction(.repeatableRead.readOnly) { reader in
            try reader.writeValuesPlainly()
            let schemas = try manifest.schemas.map { try Identifier($0) }
            var found: [String: TableContent] = [:]
            for table in try CopiedTable.list(in: schemas, reader) {
                found[table.description] = try TableContent.read(table, from: reader)
            }
            for wanted in manifest.tables {
                let name = "\(wanted.schema).\(wanted.table)"
                guard found[name] != wanted else { continue }
                throw BackupFailure.otherContent(table: name, wanted: wanted.rows, found: found[name]?.rows ?? 0)
            }
        }
        return manifest
    }
}
