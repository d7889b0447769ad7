internal import Cryptography
internal import Glibc
internal import Vocabulary

extension RootKey {
    /// The environment variable that may hold a root key.
    package static let variable = "SOCLE_ROOT_KEY"

    /// Makes a new root key and keeps it in a file that only its owner may read.
    ///
    /// The file appears whole or not at all, and never replaces another.
    ///
    /// - Throws: VLT101 when the file exists, VLT401 when it cannot be written.
    package static func create(at path: String) throws -> RootKey {
        let key = try SecretBytes.random(count: byteCount)
        let isNew = try PrivateFile(path).write(key, mode: 0o400, replacing: false)
        guard isNew else { throw VaultFailure.rootKeyFile(path: path, .exists) }
        return RootKey(key, origin: "file \(quoted(path))")
    }

    /// Reads a root key from a file: regular, no link, of this user, of mode 0400, of 32 bytes.
    ///
    /// - Throws: VLT101 with the rule that is broken.
    package convenience init(file path: String) throws {
        func failure(_ rule: VaultFailure.RootKeyFileRule) -> VaultFailure { .rootKeyFile(path: path, rule) }
        // Without O_NONBLOCK a pipe in the key's place would keep us waiting.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else {
            switch errno {
            case ENOENT: throw failure(.missing)
            case ELOOP: throw failure(.notRegular)
            default: throw failure(.unreadable(String(cString: strerror(errno))))
            }
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw failure(.unreadable(String(cString: strerror(errno))))
        }
        guard status.st_mode & S_IFMT == S_IFREG else { throw failure(.notRegular) }
        guard status.st_uid == geteuid() else { throw failure(.owner(status.st_uid)) }
        guard status.st_mode & 0o7777 == 0o400 else { throw failure(.mode(status.st_mode & 0o7777)) }
        guard status.st_size == Self.byteCount else { throw failure(.length(Int(status.st_size))) }
        let key = try SecretBytes(readingFrom: descriptor, limit: Self.byteCount)
        guard key.count == Self.byteCount else { throw failure(.length(key.count)) }
        self.init(key, origin: "file \(quoted(path))")
    }

    /// Reads a root key from an environment variable: 64 hexadecimal digits.
    ///
    /// The digits stay in the environment, which the same user's processes can
    /// read; a file is the better place.
    ///
    /// - Throws: VLT102 when the variable is missing or holds anything else.
    package convenience init(environment name: String = RootKey.variable) throws {
        guard let text = getenv(name) else {
            throw VaultFailure.rootKeyVariable(name: name, isMissing: true)
        }
        let digits = UnsafeRawBufferPointer(start: text, count: strlen(text))
        try self.init(hexadecimal: digits, variable: name)
    }

    /// - Throws: VLT102 for anything but 64 digits.
    convenience init(hexadecimal digits: UnsafeRawBufferPointer, variable name: String) throws {
        guard digits.count == 2 * Self.byteCount, let key = try Hex.secretBytes(digits) else {
            throw VaultFailure.rootKeyVariable(name: name, isMissing: false)
        }
        self.init(key, origin: "environment variable \(quoted(name))")
    }
}
