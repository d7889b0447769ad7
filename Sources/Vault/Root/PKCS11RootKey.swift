package import Cryptography
package import PKCS11

/// A root key of 32 bytes in a token, which wraps and unwraps there and never leaves it.
///
/// A wrapped key has the shape that ``RootKey`` gives it: a nonce of 12 bytes,
/// the ciphertext, and a tag of 16.
package final class PKCS11RootKey: RootKeyProvider {
    package let origin: String

    private let token: PKCS11Token

    /// Finds the key and logs in with the PIN of the address's file.
    ///
    /// - Throws: VLT105 for the file of the PIN; a failure of the token (PKC…) that names what is wrong with it.
    package init(_ address: PKCS11Address) throws {
        origin = "\(address.key) in \(address.token)"
        token = try Self.draining { try PKCS11Token(address, pin: TokenPIN(address).lend) }
    }

    /// Makes a new key in the token, which never replaces another.
    ///
    /// - Throws: PKC404 when there is one; else as ``init(_:)``.
    package static func create(_ address: PKCS11Address) throws -> PKCS11RootKey {
        try draining { try PKCS11Token.makeKey(address, pin: TokenPIN(address).lend) }
        return try PKCS11RootKey(address)
    }

    package func wrap(_ key: borrowing SecretBytes, binding associatedData: [UInt8]) throws -> [UInt8] {
        let wrapped = try key.withBytes { key in
            try Self.draining {
                let (nonce, sealed) = try token.seal(key, binding: associatedData)
                return nonce + sealed
            }
        }
        // A token that used another nonce than it told has just lost a key for good; better to know now.
        do {
            let unwrapped = try unwrap(wrapped, binding: associatedData)
            if ConstantTime.areEqual(unwrapped, key) { return wrapped }
        } catch CryptographyFailure.authentication, PKCS11Failure.refused {
            // Told below, as what it is.
        }
        throw PKCS11Failure.sealing(token.address.token, .lost)
    }

    package func unwrap(_ wrapped: [UInt8], binding associatedData: [UInt8]) throws -> SecretBytes {
        guard wrapped.count >= AESGCM.nonceByteCount + AESGCM.tagByteCount else {
            throw CryptographyFailure.authentication
        }
        let nonce = Array(wrapped[..<AESGCM.nonceByteCount])
        let sealed = Array(wrapped[AESGCM.nonceByteCount...])
        return try SecretBytes(capacity: sealed.count) { message in
            let count = try Self.draining {
                try token.open(sealed, nonce: nonce, binding: associatedData, into: message)
            }
            guard let count else { throw CryptographyFailure.authentication }
            return count
        }
    }

    /// A module that uses the same OpenSSL as this process leaves its errors in the thread's list.
    private static func draining<Result>(_ body: () throws -> Result) rethrows -> Result {
        defer { ErrorQueue.drain() }
        return try body()
    }
}
