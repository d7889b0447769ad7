internal import CPKCS11
internal import Glibc
internal import Synchronization

/// Lends the PIN of a token, known by its serial number, for one login.
package typealias PKCS11PIN =
    @Sendable (_ serial: String, _ use: (UnsafeRawBufferPointer) throws -> Void) throws -> Void

/// A key in a token that seals and opens there, and that never leaves it.
///
/// Has one session, which threads use in turn. A session that was lost, as
/// when the token was taken out and put back, is opened anew once.
package final class PKCS11Token: Sendable {
    package let address: PKCS11Address

    private let pin: PKCS11PIN
    private let opened: Mutex<OpenKey?>

    /// Finds token and key, and logs in.
    ///
    /// - Throws: ``PKCS11Failure`` for everything that is not as it must be.
    package init(_ address: PKCS11Address, pin: @escaping PKCS11PIN) throws {
        self.address = address
        self.pin = pin
        opened = Mutex(try OpenKey(address, pin))
    }

    /// Makes the key in the token; what is there is never replaced.
    ///
    /// - Throws: PKC404 when there is such a key.
    package static func makeKey(_ address: PKCS11Address, pin: PKCS11PIN) throws {
        let session = try Session.open(with: address, pin: pin, isWriting: true)
        _ = try session.makeRootKey(address.key)
    }

    /// Seals a message with AES-256-GCM.
    ///
    /// - Parameter associatedData: what opening must be given again
    /// - Returns: a nonce of 12 bytes; ciphertext and a tag of 16 bytes.
    package func seal(
        _ message: UnsafeRawBufferPointer, binding associatedData: [UInt8]
    ) throws -> (nonce: [UInt8], sealed: [UInt8]) {
        try withKey { try $0.session.seal(message, under: $0.key, binding: associatedData) }
    }

    /// Opens what was sealed, into a buffer that is at least as long as the sealed bytes.
    ///
    /// - Returns: the length of the message, or nil when it does not open.
    package func open(
        _ sealed: [UInt8], nonce: [UInt8], binding associatedData: [UInt8],
        into message: UnsafeMutableRawBufferPointer
    ) throws -> Int? {
        try withKey {
            try $0.session.open(sealed, nonce: nonce, under: $0.key, binding: associatedData, into: message)
        }
    }

    private struct OpenKey: ~Copyable, Sendable {
        let session: Session
        let key: CK_OBJECT_HANDLE

        init(_ address: PKCS11Address, _ pin: PKCS11PIN) throws {
            let session = try Session.open(with: address, pin: pin, isWriting: false)
            key = try session.rootKey(address.key)
            self.session = session
        }
    }

    /// Lends the key, by a new session when there is none, or none that works.
    private func withKey<Result: Sendable>(_ body: (borrowing OpenKey) throws -> Result) throws -> Result {
        try opened.withLock { opened in
            do {
                if let result = try Self.use(opened, body) { return result }
            } catch PKCS11Failure.refused, PKCS11Failure.gone {
                // The session may have ended since it was last used. If it is the token, the second try says so.
            }
            // Given up before the next is opened, so that the module forgets what it knew of the token.
            opened = nil
            let key = try OpenKey(address, pin)
            let result = try body(key)
            opened = .some(key)
            return result
        }
    }

    /// What comes of an open key, or nil when there is none in this process.
    private static func use<Result>(
        _ opened: borrowing OpenKey?, _ body: (borrowing OpenKey) throws -> Result
    ) throws -> Result? {
        switch opened {
        case .some(let key) where key.session.process == getpid(): try body(key)
        default: nil
        }
    }
}
