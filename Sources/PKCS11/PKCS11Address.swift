internal import Vocabulary

/// A key in a token, as a URI of the scheme `pkcs11` names it.
///
/// For example `pkcs11:token=socle;object=root?module-path=/usr/lib/softhsm/libsofthsm2.so&pin-source=file:/etc/socle/pin`.
/// Token and key are known by their attributes alone, never by the number of
/// a slot, which changes.
///
/// **Source** RFC 7512
package struct PKCS11Address: Sendable, Hashable {
    /// The attributes of the token; those that are nil may be anything, and label or serial number is given.
    package struct Token: Sendable, Hashable {
        package let label: String?
        package let serial: String?
        package let manufacturer: String?
        package let model: String?
    }

    /// The attributes of the key, of which one at least is given.
    package struct Key: Sendable, Hashable {
        package let label: String?
        package let identifier: [UInt8]?
    }

    package let token: Token
    package let key: Key

    /// The absolute path of the library that speaks to the token.
    package let modulePath: String

    /// The absolute path of the file that holds the PIN.
    package let pinFile: String

    /// The URI as it was written; it holds no secret.
    package let text: String
}

extension PKCS11Address.Token: CustomStringConvertible {
    /// The token by what the address says of it: `token 'socle'`.
    package var description: String {
        let attributes = [
            label.map { quoted($0) }, serial.map { "of serial number \(quoted($0))" },
            manufacturer.map { "by \(quoted($0))" }, model.map { "of model \(quoted($0))" },
        ]
        return "token " + attributes.compactMap { $0 }.joined(separator: " ")
    }
}

extension PKCS11Address.Key: CustomStringConvertible {
    /// The key by what the address says of it: `key 'root' with id %01`.
    package var description: String {
        let digits = identifier.map { bytes in
            bytes.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }
        return "key "
            + [label.map { quoted($0) }, digits.map { "with id \($0)" }].compactMap { $0 }.joined(separator: " ")
    }
}
