import Cryptography
import FoundationEssentials
import Glibc
package import Postgres
import Subprocess
import Vocabulary

/// What some schemas are made of, as PostgreSQL's own program writes it down, without a row.
///
/// What a tenant made is hostile to a superuser: it is restored by a login that has the owner's rights and no
/// other, from an archive and never as text through psql. Schemas, rights and triggers are the platform's and are
/// left out.
package struct StructureArchive: Sendable {
    /// When an entry is restored.
    package enum Part: String, Sendable {
        /// Types, tables, views, sequences.
        case beforeData = "pre-data"
        /// Indexes, constraints, statistics, and what materialized views show.
        case afterData = "post-data"
    }

    private let tool: PostgresTool
    private let folder: String
    private var archive: String { "\(folder)/structure" }

    /// Writes the archive.
    ///
    /// - Parameter folder: a private one, which the caller takes away.
    package init(
        of schemas: [String], snapshot: String?, in folder: String, by tool: PostgresTool,
        on parameters: ConnectionParameters
    ) throws {
        self.tool = tool
        self.folder = folder
        unlink("\(folder)/structure")
        try tool.dump(schemas, snapshot: snapshot, structureOnly: true, to: archive, on: parameters)
    }

    /// Makes what the archive holds of a part, all of it or nothing.
    ///
    /// - Parameter parameters: of a login that is no superuser.
    package func restore(_ part: Part, on parameters: ConnectionParameters) throws {
        let list = try list()
        let process = tool.process(
            "pg_restore",
            [
                "--section=\(part.rawValue)", "--use-list=\(list)", "--no-owner", "--no-privileges",
                "--single-transaction", "--exit-on-error", "--no-password", "--dbname=",
                archive,
            ], on: parameters)
        try process.check()
    }

    /// A digest of everything that the archive holds, the same for the same structure.
    package func digest() throws -> String {
        let text = "\(folder)/structure.sql"
        defer { unlink(text) }
        try Subprocess(
            "\(tool.programs)/pg_restore", ["--use-list=\(list())", "--no-owner", "--file=\(text)", archive]
        ).check()
        let written = FileManager.default.contents(atPath: text) ?? Data()
        var digest = try SHA256()
        for line in written.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            // A word that the program draws anew in each run.
            if line.starts(with: "\\restrict ".utf8) || line.starts(with: "\\unrestrict ".utf8) { continue }
            try digest.update(Array(line) + [UInt8(ascii: "\n")])
        }
        return Hex.text(try digest.finish())
    }

    /// Writes the list of the entries that are the tenant's.
    private func list() throws -> String {
        let path = "\(folder)/structure.list"
        let own = try tool.entries(of: archive).filter { entry in
            !Self.platform.contains { entry.description.hasPrefix("\($0) ") }
        }
        let text = own.map { $0.line + "\n" }.joined()
        guard FileManager.default.createFile(atPath: path, contents: Data(text.utf8)) else {
            throw BackupFailure.cannotWrite(path: path, reason: String(cString: strerror(errno)))
        }
        return path
    }

    /// Kinds of entries that the platform makes itself.
    private static let platform = ["SCHEMA", "ACL", "DEFAULT ACL", "TRIGGER", "COMMENT - SCHEMA", "EVENT TRIGGER"]
}
