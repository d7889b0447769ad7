package import FoundationEssentials
package import Vocabulary

/// Why a secret, a key or their store cannot be used.
///
/// A wrong key and wrong bytes give the same message: whoever changes an
/// envelope learns nothing from the answer.
package enum VaultFailure: Failure, Equatable {
    /// The file of the root key breaks one of its rules.
    case rootKeyFile(path: String, RootKeyFileRule)
    /// The variable of the root key breaks one of its rules.
    case rootKeyVariable(name: String, RootKeyVariableRule)
    /// The settings name more than one place of the root key.
    case severalRootKeys(places: [String])
    /// A text that names no place of a root key.
    case rootAddress
    /// A root key cannot be made in a variable of the environment.
    case rootKeyNotMade(variable: String)
    /// The check value of a key store does not open with the root key.
    case wrongRootKey(folder: String)
    /// The folder of the tenant keys cannot serve.
    case keyStore(folder: String, KeyStoreRule)
    /// Another process holds the key store's lock, in seconds waited.
    case keyStoreBusy(folder: String, seconds: Int)
    /// A tenant's key file is not as it was written.
    case keyFile(tenant: UUID, KeyFileRule)
    /// Bytes that are no whole envelope of a known shape.
    case envelope(SecretLabel, EnvelopeRule)
    /// An envelope that does not open: key, owner, kind, name, version or bytes are not those of the sealing.
    case cannotOpen(SecretLabel)
    /// A kind, name or version that no secret can have.
    case label(LabelRule)
    /// A secret that is longer than an envelope takes.
    case tooLarge(SecretLabel, limit: ByteCount)
    /// A file could not be read or written; the reason is the system's.
    case file(path: String, operation: String, reason: String)

    package enum RootKeyFileRule: Sendable, Equatable {
        case missing, exists, notRegular
        case owner(UInt32)
        case mode(UInt32)
        case length(Int)
        /// Digits that should be bytes.
        case hexadecimal
        /// Nothing but printable characters, as random bytes never are.
        case text
        /// One byte again and again.
        case constant
        case unreadable(String)
    }

    package enum RootKeyVariableRule: Sendable, Equatable {
        case missing
        case length(Int)
        case notHexadecimal
        /// One byte again and again.
        case constant
    }

    package enum KeyStoreRule: Sendable, Equatable {
        case missing, exists, notPrivate, damaged
        /// Key files without a check value: the store of another root key, or a part of one.
        case incomplete
    }

    package enum KeyFileRule: Sendable, Equatable {
        case damaged, notPrivate
        case format(UInt8)
    }

    package enum EnvelopeRule: Sendable, Equatable {
        case notAnEnvelope, truncated
        case format(UInt8)
        case suite(UInt8)
    }

    package enum LabelRule: Sendable, Equatable {
        case kind(String)
        case name(String)
        case version(Int)
    }
}
