package import FoundationEssentials
import Glibc
import Postgres
import Tenancy
package import Vault
import Vocabulary

/// A folder that holds one tenant's data, sealed file by file with the tenant's key.
///
///     FOLDER/backup.json      which tenant and which backup: what is needed to find the key
///     FOLDER/manifest.sealed  what there is: roles, rights, counts, sums, names of the files
///     FOLDER/0001.sealed …    the files of an archive of `pg_dump`, in the order of the manifest
///
/// Each file is a stream of docs/envelope.md whose associated data names tenant, backup and place, so that no file
/// stands in for another, and none is missing unseen. The folder appears when all of it is written.
package struct SealedBackup: Sendable {
    package let folder: String
    package let tenantID: UUID
    package let backupID: UUID

    /// The kind under which its parts are sealed.
    static let kind = "backup"

    private struct Head: Codable {
        let format: Int
        let tenant: UUID
        let backup: UUID
    }

    /// Finds a backup in a folder; nothing of it is opened.
    ///
    /// - Throws: ``BackupFailure``.
    package init(folder: String) throws {
        let path = "\(folder)/backup.json"
        guard let data = FileManager.default.contents(atPath: path), data.count < 10_000 else {
            throw BackupFailure.notABackup(folder: folder, reason: "it has no file 'backup.json'")
        }
        guard let head = try? JSONDecoder().decode(Head.self, from: data), head.format == BackupManifest.format else {
            throw BackupFailure.notABackup(folder: folder, reason: "'backup.json' is not one of this release")
        }
        self.folder = folder
        tenantID = head.tenant
        backupID = head.backup
    }

    init(folder: String, tenantID: UUID, backupID: UUID) {
        self.folder = folder
        self.tenantID = tenantID
        self.backupID = backupID
    }

    func writeHead() throws {
        let head = Head(format: BackupManifest.format, tenant: tenantID, backup: backupID)
        try writePrivate("\(folder)/backup.json", try JSONEncoder().encode(head))
    }

    // MARK: Parts

    private func label(_ part: String) throws -> SecretLabel {
        try SecretLabel(
            tenant: tenantID, kind: Self.kind, name: "\(backupID.uuidString.lowercased())/\(part)", version: 1)
    }

    /// The sealed file of a part, of which the manifest is the first.
    private func path(of part: Int) -> String {
        if part == 0 { return "\(folder)/manifest.sealed" }
        let digits = String(part)
        return "\(folder)/\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits).sealed"
    }

    /// Seals a file as a part.
    func seal(_ file: String, as part: Int, by vault: Vault) throws {
        let input = Glibc.open(file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard input >= 0 else { throw BackupFailure.cannotRead(path: file, reason: reason()) }
        defer { close(input) }
        let target = path(of: part)
        let output = Glibc.open(target, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard output >= 0 else { throw BackupFailure.cannotWrite(path: target, reason: reason()) }
        defer { close(output) }
        try vault.seal(from: input, to: output, as: label("\(part)"))
        guard fsync(output) == 0 else { throw BackupFailure.cannotWrite(path: target, reason: reason()) }
    }

    /// Opens a part into a file, which appears when all of it has been opened.
    func open(_ part: Int, to file: String, by vault: Vault) throws {
        let source = path(of: part)
        let input = Glibc.open(source, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard input >= 0 else {
            throw BackupFailure.notABackup(folder: folder, reason: "\(quoted(source)) cannot be read: \(reason())")
        }
        defer { close(input) }
        let label = try label("\(part)")
        try namingFile(source) { try vault.open(from: input, toFile: file, as: label) }
    }

    /// Says of a file of the backup what the vault says of sealed bytes.
    private func namingFile<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch VaultFailure.cannotOpen, VaultFailure.envelope {
            throw BackupFailure.damaged(path: path)
        } catch VaultFailure.keyVersion(_, let version, let rule) {
            throw BackupFailure.keyEnded(folder: folder, version: version, isDestroyed: rule != .disabled)
        }
    }

    // MARK: Reading

    /// What it holds.
    ///
    /// - Throws: ``BackupFailure``; what the vault says of a changed file or of a key that is gone.
    package func manifest(openedBy vault: Vault) throws -> BackupManifest {
        try withPrivateFolder { folder in
            try open(0, to: "\(folder)/manifest", by: vault)
            guard let data = FileManager.default.contents(atPath: "\(folder)/manifest"),
                let manifest = try? JSONDecoder().decode(BackupManifest.self, from: data),
                manifest.format == BackupManifest.format, manifest.tenantID == tenantID
            else {
                throw BackupFailure.notABackup(folder: self.folder, reason: "its manifest is not one of this release")
            }
            return manifest
        }
    }

    /// Opens every file and throws it away, which proves that all are there and none was changed.
    @discardableResult
    package func check(openedBy vault: Vault) throws -> BackupManifest {
        let manifest = try manifest(openedBy: vault)
        try withPrivateFolder { folder in
            for (index, file) in manifest.files.enumerated() {
                let path = "\(folder)/part"
                try open(index + 1, to: path, by: vault)
                try require(file, at: path)
                unlink(path)
            }
        }
        return manifest
    }

    /// Opens every file into a folder, as PostgreSQL's program wrote them.
    package func unpack(into folder: String, openedBy vault: Vault) throws -> BackupManifest {
        let manifest = try manifest(openedBy: vault)
        for (index, file) in manifest.files.enumerated() {
            // The name comes from a sealed manifest and is a plain one all the same.
            guard !file.name.isEmpty, !file.name.hasPrefix("."), !file.name.contains("/") else {
                throw BackupFailure.notABackup(folder: self.folder, reason: "\(quoted(file.name)) is no file name")
            }
            try open(index + 1, to: "\(folder)/\(file.name)", by: vault)
            try require(file, at: "\(folder)/\(file.name)")
        }
        return manifest
    }

    /// The keys of the tenant on which its files hang, as 32 hexadecimal digits each.
    package func keyIdentifiers() throws -> Set<String> {
        var keys: Set<String> = []
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) where name.hasSuffix(".sealed") {
            let path = "\(folder)/\(name)"
            let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
            guard descriptor >= 0 else { throw BackupFailure.cannotRead(path: path, reason: reason()) }
            defer { close(descriptor) }
            var head = [UInt8](repeating: 0, count: 128)
            let count = read(descriptor, &head, head.count)
            guard count > 0 else { throw BackupFailure.cannotRead(path: path, reason: reason()) }
            let label = try label("0")
            keys.insert(try namingFile(path) { try Vault.keyIdentifier(of: Array(head[..<count]), as: label) })
        }
        return keys
    }

    private func require(_ file: BackupManifest.File, at path: String) throws {
        var facts = stat()
        guard stat(path, &facts) == 0, Int(facts.st_size) == file.bytes else {
            throw BackupFailure.notABackup(folder: folder, reason: "\(quoted(file.name)) has another length")
        }
    }
}

/// Why the last call of the system failed.
func reason() -> String { String(cString: strerror(errno)) }

/// Writes a file that only its owner may read.
func writePrivate(_ path: String, _ content: Data) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw BackupFailure.cannotWrite(path: path, reason: reason()) }
    defer { close(descriptor) }
    let bytes = [UInt8](content)
    guard write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0 else {
        throw BackupFailure.cannotWrite(path: path, reason: reason())
    }
}

/// Waits until the names in a folder are on the disk.
func syncFolder(_ path: String) throws {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw BackupFailure.cannotWrite(path: path, reason: reason()) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw BackupFailure.cannotWrite(path: path, reason: reason()) }
}

/// Lends a folder that only its owner may enter, and takes it away with all that is in it.
package func withPrivateFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
    let base = getenv("TMPDIR").map { String(cString: $0) }.flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/tmp"
    var template = Array("\(base)/socle-private-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw BackupFailure.cannotWrite(path: base, reason: reason()) }
    let folder = template.withUnsafeBufferPointer { buffer in
        String(decoding: buffer.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
    defer { try? FileManager.default.removeItem(atPath: folder) }  // nobody else can enter what is left
    return try body(folder)
}
