internal import Cryptography
internal import PKCS11
internal import Synchronization

/// The PIN of a token: read from its file for each login, and never kept.
struct TokenPIN: Sendable {
    /// The longest PIN that is read, in bytes.
    private static let byteLimit = 1024

    let address: PKCS11Address

    init(_ address: PKCS11Address) {
        self.address = address
    }

    /// Lends the PIN for one login.
    ///
    /// A PIN that the token has refused is not given to it again by this
    /// process: three tries may be all that there are.
    ///
    /// - Throws: VLT105 for a file that breaks a rule; what the login throws.
    func lend(to serial: String, _ use: (UnsafeRawBufferPointer) throws -> Void) throws {
        let content = try read()
        try content.withBytes { bytes in
            let pin = UnsafeRawBufferPointer(rebasing: bytes[..<Self.length(of: bytes)])
            if let rule = Self.brokenRule(of: pin) { throw VaultFailure.pinFile(path: address.pinFile, rule) }
            let attempt = try refusals.withLock { try $0.attempt(pin, at: [address.modulePath, serial]) }
            if let failure = refusals.withLock({ $0.failures[attempt] }) { throw failure }
            do {
                try use(pin)
            } catch let failure as PKCS11Failure {
                if case .wrongPIN = failure { refusals.withLock { $0.failures[attempt] = failure } }
                throw failure
            }
        }
    }

    private func read() throws -> SecretBytes {
        do {
            return try SecretFile(path: address.pinFile, modes: [0o400, 0o600]).read(limit: Self.byteLimit)
        } catch let refusal as SecretFile.Refusal {
            throw VaultFailure.pinFile(path: address.pinFile, VaultFailure.PINFileRule(refusal))
        }
    }

    /// The length without the one line ending that editors and `echo` add.
    private static func length(of bytes: UnsafeRawBufferPointer) -> Int {
        guard bytes.last == UInt8(ascii: "\n") else { return bytes.count }
        let line = bytes.dropLast()
        return line.last == UInt8(ascii: "\r") ? line.count - 1 : line.count
    }

    private static func brokenRule(of pin: UnsafeRawBufferPointer) -> VaultFailure.PINFileRule? {
        if pin.isEmpty { return .empty }
        return pin.contains { $0 < 0x20 || $0 == 0x7F } ? .control : nil
    }
}

/// The logins that were refused to this process.
private struct Refusals {
    /// A login that was tried: a token, and what only this process can compare a PIN with.
    struct Attempt: Hashable {
        let token: [String]
        let code: [UInt8]
    }

    var failures: [Attempt: PKCS11Failure] = [:]
    private var key: [UInt8] = []

    mutating func attempt(_ pin: UnsafeRawBufferPointer, at token: [String]) throws -> Attempt {
        if key.isEmpty { key = try RandomBytes.make(count: SHA256.byteCount) }
        return Attempt(token: token, code: try HMAC.sha256(pin, key: key))
    }
}

private let refusals = Mutex(Refusals())

extension VaultFailure.PINFileRule {
    fileprivate init(_ refusal: SecretFile.Refusal) {
        self =
            switch refusal {
            case .missing: .missing
            case .notRegular: .notRegular
            case .owner(let user): .owner(user)
            case .mode(let mode): .mode(mode)
            case .tooLong: .tooLong
            case .unreadable(let reason): .unreadable(reason)
            }
    }
}
