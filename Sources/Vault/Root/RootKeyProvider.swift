package import Cryptography

/// Wraps the keys of tenants under the root key, wherever that one lives.
///
/// A provider never has to give its key away, so that a token or an external
/// manager of secrets fits as well as a file.
package protocol RootKeyProvider: Sendable {
    /// Where the key comes from, for a reader: `file '/var/lib/socle/root.key'`.
    var origin: String { get }

    /// Wraps 32 bytes.
    ///
    /// - Parameter associatedData: what ``unwrap(_:binding:)`` must be given again
    /// - Returns: at most 65,535 bytes, of the provider's own shape
    func wrap(_ key: borrowing SecretBytes, binding associatedData: [UInt8]) throws -> [UInt8]

    /// Unwraps what this provider wrapped.
    ///
    /// - Throws: ``CryptographyFailure/authentication`` for a wrong root key, wrong
    ///   bytes and wrong associated data alike.
    func unwrap(_ wrapped: [UInt8], binding associatedData: [UInt8]) throws -> SecretBytes
}
