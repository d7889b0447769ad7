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
    /// The file of a token's PIN breaks one of its rules.
    case pinFile(path: String, PINFileRule)
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
    /// A tenant whose keys were all destroyed seals nothing until it gets a new one on purpose.
    case shredded(tenant: UUID)
    /// The clock stands before the moment at which a tenant's newest key was made; both in
    /// microseconds since 1970 UTC.
    case clockSetBack(tenant: UUID, newest: Int64, now: Int64)
    /// The root key is not the one that has to be used here.
    case otherRoot(OtherRootRule)
    /// A secret hangs on a version of its tenant's key that opens nothing any more.
    case keyVersion(SecretLabel, version: Int, KeyVersionRule)
    /// A minimum version that the tenant's keys do not have; `newest` is 0 without a primary.
    case minimumVersion(Int, tenant: UUID, newest: Int)
    /// Secrets still hang on a version of a tenant's key that shall be destroyed.
    case keyInUse(tenant: UUID, version: Int, count: Int)
    /// A rotation of the root key to the one that the key store is under already.
    case sameRootKey(folder: String)
    /// Bytes that are no whole envelope of a known shape.
    case envelope(SecretLabel, EnvelopeRule)
    /// An envelope that does not open: key, owner, kind, name, version or bytes are not those of the sealing.
    case cannotOpen(SecretLabel)
    /// A kind, name or version that no secret can have.
    case label(LabelRule)
    /// A secret that is longer than an envelope takes.
    case tooLarge(SecretLabel, limit: ByteCount)
    /// Some secrets of a tenant could not be re-wrapped; the others were.
    case rewrap(tenant: UUID, rewrapped: Int, skipped: Int)
    /// The reading or writing of a stream's descriptor failed; the reason is the system's.
    case stream(operation: String, reason: String)
    /// A file could not be read or written; the reason is the system's.
    case file(path: String, operation: String, reason: String)

    /// A passphrase that is too short to protect a backup, in bytes.
    case passphrase(minimum: Int)
    /// A file cannot be, or is not, a backup of a key store.
    case backup(path: String, BackupRule)
    /// A backup that does not open: passphrase or bytes are not those of the sealing.
    case cannotOpenBackup(path: String)
    /// The place of a restored key store holds something.
    case notEmpty(folder: String)
    /// The file for a restored root key holds another one.
    case otherRootKeyFile(path: String)
    /// The root key that the settings name outside of a file is not that of a backup.
    case otherRootKey(origin: String)

    package enum BackupRule: Sendable, Equatable {
        case exists, notABackup, truncated, cost, malformed
        case format(UInt8)
    }

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

    package enum PINFileRule: Sendable, Equatable {
        case missing, notRegular, empty, tooLong
        case owner(UInt32)
        case mode(UInt32)
        /// A second line, or another character that no one types.
        case control
        case unreadable(String)
    }

    package enum KeyStoreRule: Sendable, Equatable {
        case missing, exists, notPrivate, damaged
        /// Key files without a check value: the store of another root key, or a part of one.
        case incomplete
    }

    package enum KeyFileRule: Sendable, Equatable {
        case missing, damaged, notPrivate, full
        case format(UInt8)
    }

    package enum OtherRootRule: Sendable, Equatable {
        /// A tenant's key file names another root key than the one in use.
        case keyFile(tenant: UUID)
        /// The root key in use was the store's own before a rotation.
        case replaced(folder: String)
        /// A rotation to a third root key has not ended.
        case unfinished(folder: String)
    }

    package enum KeyVersionRule: Sendable, Equatable {
        case disabled, destroyed
    }

    package enum EnvelopeRule: Sendable, Equatable {
        case notAnEnvelope, truncated
        /// A stream in the place of an envelope, and the other way round.
        case notWhole, notAStream
        case format(UInt8)
        case suite(UInt8)
    }

    package enum LabelRule: Sendable, Equatable {
        case kind(String)
        case name(String)
        case version(Int)
    }
}
