package import Cryptography
internal import FoundationEssentials
internal import Glibc

extension KeyStore {
    /// The shortest passphrase of a backup, in bytes.
    package static let passphraseMinimum = 12

    /// Writes all keys into one file, sealed under a passphrase: the key files, and the root key unless a token has it.
    ///
    /// The file appears whole or not at all, of mode 0600, and never replaces
    /// another. It holds keys that a shredding shall end: keep few copies, for a
    /// short time, apart from backups of the databases; after a shredding make a
    /// new one and destroy the others.
    ///
    /// - Throws: VLT501 for a short passphrase; VLT502 when the file exists; VLT203 rather than a
    ///   backup of a damaged key; VLT207 while a rotation of the root key has not ended; VLT401.
    @discardableResult
    package func backup(to path: String, passphrase: borrowing SecretBytes) throws -> KeyStoreBackup {
        try requireBackup(to: path, passphrase: passphrase)
        return try backup(to: path, passphrase: passphrase, head: BackupHead())
    }

    /// Refuses a backup that would be refused later, before anything is told of it.
    ///
    /// - Throws: VLT501, VLT502, VLT207; VLT401 for a folder that is not there or takes no file.
    package func requireBackup(to path: String, passphrase: borrowing SecretBytes) throws {
        guard passphrase.count >= Self.passphraseMinimum else {
            throw VaultFailure.passphrase(minimum: Self.passphraseMinimum)
        }
        var status = stat()
        if lstat(path, &status) == 0 { throw VaultFailure.backup(path: path, .exists) }
        guard access(URL(filePath: path).deletingLastPathComponent().path, W_OK) == 0 else {
            throw PrivateFile(path).failure("written")
        }
        _ = try presentCheck()
    }

    /// The check value of the root key in use.
    ///
    /// - Throws: VLT207 while a rotation of the root key has not ended, or when it has.
    private func presentCheck() throws -> [UInt8] {
        if try files.bytes(.next) != nil { throw VaultFailure.otherRoot(.unfinished(folder: folder)) }
        guard let check = try files.bytes(.present),
            try RootCheck.identifier(in: check, folder: folder) == root.identifier
        else { throw VaultFailure.otherRoot(.replaced(folder: folder)) }
        return check
    }

    func backup(to path: String, passphrase: borrowing SecretBytes, head: BackupHead) throws -> KeyStoreBackup {
        // Before the lock is taken: this is meant to be slow.
        let key = try head.key(passphrase: passphrase, path: path)
        let moment = now()
        let rootKey = root.provider as? RootKey
        return try KeyStoreLock.whileHeld(in: folder) {
            let check = try presentCheck()
            let tenants = try files.tenants()
            let isNew = try PrivateFile(path).write(replacing: false) { output in
                guard head.bytes.withBytes(output.write) else { throw Descriptor.failure("written") }
                try SegmentWriter.write(
                    to: output, key: key, prefix: head.prefix, binding: head.associatedData
                ) { writer in
                    try BackupContent.begin(at: moment, files: tenants.count + 1, rootKey: rootKey, on: &writer)
                    try BackupContent.append(KeyStoreFolder.CheckValue.present.rawValue, check, on: &writer)
                    for tenant in tenants {
                        guard let bytes = try files.bytes(of: tenant) else {
                            throw VaultFailure.keyFile(tenant: tenant, .missing)
                        }
                        try TenantKeyring(parsing: bytes, tenant: tenant, under: root).requireKeys(by: root.provider)
                        try BackupContent.append(KeyStoreFolder.name(of: tenant), bytes, on: &writer)
                    }
                }
            }
            guard isNew else { throw VaultFailure.backup(path: path, .exists) }
            return KeyStoreBackup(
                createdAt: Date(timeIntervalSince1970: Double(moment) / 1e6), tenants: tenants.count,
                holdsRootKey: rootKey != nil)
        }
    }

    /// Brings back the key store of a backup, into a place where nothing is.
    ///
    /// The folder appears whole or not at all. The root key of the backup, if it
    /// holds one, is written first, so that no key store stands without it.
    ///
    /// A key store that has only lost its root key is newer than the backup: it
    /// stays, and gets its root key back from there.
    ///
    /// - Parameter root: where the settings have the root key. A file gets that of the backup, and one that is there
    ///   must be the same; any other place must have the same already, and nothing is written.
    /// - Throws: VLT502 for bytes that are no backup; VLT503 for a wrong passphrase and changed bytes
    ///   alike; VLT504 when the place is not empty; VLT505 when another root key is there; VLT401.
    @discardableResult
    package static func restore(
        from path: String, passphrase: borrowing SecretBytes, into folder: String, root: RootAddress
    ) throws -> KeyStoreBackup {
        if case .file(let file) = root, exists(in: folder), access(file, F_OK) != 0 {
            return try restoreRootKey(from: path, passphrase: passphrase, of: folder, to: file)
        }
        let place = PrivateFile(folder)
        try requireEmpty(folder)
        try place.removeTemporaries()
        let new = KeyStoreFolder(try place.makeTemporaryFolder())
        // Gone under this name when it has got its own.
        defer { try? FileManager.default.removeItem(atPath: new.path) }
        var parser = BackupContent.Parser()
        try unpack(path, passphrase: passphrase, by: &parser, into: new)
        let tenants = try new.tenants()
        if let rootKey = parser.rootKey {
            let store = try KeyStore(opening: new.path, root: rootKey)
            for tenant in tenants { try store.keyring(of: tenant)?.requireKeys(by: rootKey) }
            if case .file(let path) = root {
                if try !PrivateFile(path).write(rootKey.key, mode: 0o400, replacing: false) {
                    let kept = try RootKey(file: path)
                    guard ConstantTime.areEqual(kept.key, rootKey.key) else {
                        throw VaultFailure.otherRootKeyFile(path: path)
                    }
                }
            } else {
                let kept = try root.provider()
                do {
                    _ = try KeyStore(opening: new.path, root: kept)
                } catch VaultFailure.wrongRootKey {
                    throw VaultFailure.otherRootKey(origin: kept.origin)
                }
            }
        }
        try PrivateFile.synchronize(folder: new.path)
        try requireEmpty(folder)
        try PrivateFile(new.path).rename(to: place)
        return KeyStoreBackup(
            createdAt: Date(timeIntervalSince1970: Double(parser.createdAt ?? 0) / 1e6), tenants: tenants.count,
            holdsRootKey: parser.rootKey != nil)
    }

    /// Writes the files of a backup into a folder.
    static func unpack(
        _ path: String, passphrase: borrowing SecretBytes, by parser: inout BackupContent.Parser,
        into new: KeyStoreFolder
    ) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw PrivateFile(path).failure("read") }
        defer { close(descriptor) }
        let input = Descriptor(number: descriptor)
        var bytes = [UInt8](repeating: 0, count: BackupHead.byteCount)
        guard let count = bytes.withUnsafeMutableBytes({ input.read(into: $0) }) else {
            throw PrivateFile(path).failure("read")
        }
        let head = try BackupHead(parsing: Array(bytes[..<count]), path: path)
        let key = try head.key(passphrase: passphrase, path: path)
        do {
            try SegmentReader.read(
                from: input, key: key, prefix: head.prefix, binding: head.associatedData
            ) { piece in
                try parser.take(piece) { name, bytes in
                    guard let file = new.file(named: name) else { throw BackupContent.Malformed() }
                    guard try file.write(bytes, replacing: false) else { throw BackupContent.Malformed() }
                }
            }
            guard parser.isComplete, try new.bytes(.present) != nil else { throw BackupContent.Malformed() }
        } catch CryptographyFailure.authentication {
            throw VaultFailure.cannotOpenBackup(path: path)
        } catch is BackupContent.Malformed {
            throw VaultFailure.backup(path: path, .malformed)
        }
    }

    /// - Throws: VLT504.
    private static func requireEmpty(_ folder: String) throws {
        var status = stat()
        guard lstat(folder, &status) == 0 else {
            if errno == ENOENT { return }
            throw PrivateFile(folder).failure("read")
        }
        guard status.st_mode & S_IFMT == S_IFDIR, try KeyStoreFolder(folder).names().isEmpty else {
            throw VaultFailure.notEmpty(folder: folder)
        }
    }
}
