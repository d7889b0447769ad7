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
        do {
            // Longer than a key, so that what was meant for one can be told.
            let key = try SecretFile(path: path, modes: [0o400]).read(limit: 4 * Self.byteCount)
            if let rule = Self.brokenRule(ofFile: key) { throw VaultFailure.rootKeyFile(path: path, rule) }
            self.init(key, origin: "file \(quoted(path))")
        } catch let refusal as SecretFile.Refusal {
            throw VaultFailure.rootKeyFile(path: path, VaultFailure.RootKeyFileRule(refusal))
        }
    }

    /// Reads a root key from an environment variable: 64 hexadecimal digits.
    ///
    /// The digits stay in the environment, which the same user's processes can
    /// read; a file is the better place.
    ///
    /// - Throws: VLT102 when the variable is missing or holds anything else.
    package convenience init(environment name: String = RootKey.variable) throws {
        guard let text = getenv(name) else { throw VaultFailure.rootKeyVariable(name: name, .missing) }
        let digits = UnsafeRawBufferPointer(start: text, count: strlen(text))
        try self.init(hexadecimal: digits, variable: name)
    }

    /// - Throws: VLT102 for anything but 64 digits, and for one byte 32 times.
    convenience init(hexadecimal digits: UnsafeRawBufferPointer, variable name: String) throws {
        func failure(_ rule: VaultFailure.RootKeyVariableRule) -> VaultFailure { .rootKeyVariable(name: name, rule) }
        guard digits.count == 2 * Self.byteCount else { throw failure(.length(digits.count)) }
        guard let key = try Hex.secretBytes(digits) else { throw failure(.notHexadecimal) }
        if key.withBytes(Self.isConstant) { throw failure(.constant) }
        self.init(key, origin: "environment variable \(quoted(name))")
    }

    /// The rule that the content of a file breaks: slips by which a file holds something else than a key.
    private static func brokenRule(ofFile content: borrowing SecretBytes) -> VaultFailure.RootKeyFileRule? {
        content.withBytes { bytes in
            guard bytes.count == byteCount else {
                let line = bytes.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
                let isDigits = line.count == 2 * byteCount && line.allSatisfy(isHexadecimal)
                return isDigits ? .hexadecimal : .length(bytes.count)
            }
            if isConstant(bytes) { return .constant }
            // 32 random bytes are all printable once in 10^14 times.
            return bytes.allSatisfy { (0x20...0x7E).contains($0) } ? .text : nil
        }
    }

    private static func isConstant(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.allSatisfy { $0 == bytes.first }
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"):
            true
        default: false
        }
    }
}

extension VaultFailure.RootKeyFileRule {
    fileprivate init(_ refusal: SecretFile.Refusal) {
        self =
            switch refusal {
            case .missing: .missing
            case .notRegular: .notRegular
            case .owner(let user): .owner(user)
            case .mode(let mode): .mode(mode)
            case .tooLong(let count): .length(count)
            case .unreadable(let reason): .unreadable(reason)
            }
    }
}
