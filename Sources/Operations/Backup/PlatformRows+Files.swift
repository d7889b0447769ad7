import Backup
import FoundationEssentials
import Glibc
import Postgres
import Vocabulary

extension PlatformRows {
    private static func path(_ part: Part, in folder: String) -> String { "\(folder)/socle-\(part.rawValue).copy" }

    /// Writes the rows into files of a private folder, in the transaction of the connection.
    ///
    /// The first line of each names the columns, so that a later release, which may have more, takes them up.
    static func write(of tenantID: UUID, from source: borrowing Connection, to folder: String) throws {
        for part in Part.allCases {
            let path = path(part, in: folder)
            let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            guard descriptor >= 0, let file = fdopen(descriptor, "w") else {
                throw BackupFailure.cannotWrite(path: path, reason: String(cString: strerror(errno)))
            }
            let columns = try columns(of: part, in: source)
            var isWritten = fputs("\(columns)\n", file) >= 0
            do {
                try source.copyOut("copy (\(sql: query(part, columns, of: tenantID))) to stdout") { row in
                    if fwrite(row.baseAddress, 1, row.count, file) != row.count { isWritten = false }
                }
            } catch {
                fclose(file)
                throw error
            }
            guard fclose(file) == 0, isWritten else {
                throw BackupFailure.cannotWrite(path: path, reason: String(cString: strerror(errno)))
            }
        }
    }

    /// Puts the rows of a folder's files in the place of those that are there.
    static func read(of tenantID: UUID, from folder: String, into target: borrowing Connection) throws {
        try replace(of: tenantID, in: target) { part, target in
            let path = path(part, in: folder)
            guard let file = fopen(path, "r") else {
                throw BackupFailure.cannotRead(path: path, reason: String(cString: strerror(errno)))
            }
            defer { fclose(file) }
            var line: UnsafeMutablePointer<CChar>?
            var capacity = 0
            defer { free(line) }
            let count = getline(&line, &capacity, file)
            guard count > 1, let line else { throw BackupFailure.cannotRead(path: path, reason: "it is empty") }
            let names = String(decoding: UnsafeRawBufferPointer(start: line, count: count - 1), as: UTF8.self)
            // Bare names of the platform's own columns; anything else is not what was written here.
            guard names.utf8.allSatisfy("abcdefghijklmnopqrstuvwxyz_0123456789, ".utf8.contains) else {
                throw BackupFailure.cannotRead(path: path, reason: "its first line names no columns")
            }
            try target.copyIn(filling(part, names)) { writer in
                var buffer = [UInt8](repeating: 0, count: 1 << 16)
                while true {
                    let count = fread(&buffer, 1, buffer.count, file)
                    if count == 0 { break }
                    try buffer.withUnsafeBytes { try writer.write(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
                }
            }
        }
    }
}
