internal import FoundationEssentials
package import Vocabulary

extension VaultFailure {
    package var code: FailureCode {
        switch self {
        case .rootKeyFile: "VLT101"
        case .rootKeyVariable: "VLT102"
        case .wrongRootKey: "VLT103"
        case .severalRootKeys: "VLT104"
        case .pinFile: "VLT105"
        case .rootAddress: "VLT106"
        case .rootKeyNotMade: "VLT107"
        case .keyStore: "VLT201"
        case .keyStoreBusy: "VLT202"
        case .keyFile: "VLT203"
        case .shredded: "VLT205"
        case .clockSetBack: "VLT206"
        case .otherRoot: "VLT207"
        case .keyVersion: "VLT208"
        case .minimumVersion: "VLT209"
        case .keyInUse: "VLT210"
        case .sameRootKey: "VLT211"
        case .envelope: "VLT301"
        case .cannotOpen: "VLT302"
        case .label: "VLT303"
        case .tooLarge: "VLT304"
        case .rewrap: "VLT306"
        case .file: "VLT401"
        case .stream: "VLT402"
        case .passphrase: "VLT501"
        case .backup: "VLT502"
        case .cannotOpenBackup: "VLT503"
        case .notEmpty: "VLT504"
        case .otherRootKeyFile, .otherRootKey: "VLT505"
        }
    }

    package var kind: FailureKind {
        switch self {
        case .rootKeyFile(_, .exists), .keyStore(_, .exists), .backup(_, .exists), .notEmpty, .otherRootKeyFile,
            .otherRootKey:
            .conflict
        case .rootKeyFile, .rootKeyVariable, .wrongRootKey, .severalRootKeys, .pinFile, .keyStore, .keyFile,
            .clockSetBack,
            .otherRoot, .file, .stream:
            .configuration
        case .rootAddress, .rootKeyNotMade: .usage
        case .shredded, .keyVersion, .minimumVersion, .keyInUse, .sameRootKey: .conflict
        case .keyStoreBusy: .busy
        case .envelope, .cannotOpen, .label, .tooLarge, .rewrap, .passphrase, .backup, .cannotOpenBackup: .invalidData
        }
    }

    package var message: String {
        switch self {
        case .rootKeyFile(let path, let rule): "root key file \(quoted(path)) \(rule.words)"
        case .rootKeyVariable(let name, let rule): "environment variable \(quoted(name)) \(rule.words)"
        case .severalRootKeys: "the root key is set in more than one place"
        case .pinFile(let path, let rule): "PIN file \(quoted(path)) \(rule.words)"
        case .rootAddress: "the text names no place of a root key"
        case .rootKeyNotMade(let variable):
            "a root key cannot be made in the environment variable \(quoted(variable))"
        case .wrongRootKey: "root key does not match this key store"
        case .keyStore(let folder, let rule): "key store \(quoted(folder)) \(rule.words)"
        case .keyStoreBusy(let folder, let seconds):
            "key store \(quoted(folder)) has been locked by another process for \(seconds) s"
        case .keyFile(let tenant, let rule): "key file of tenant \(tenant.lowercased) \(rule.words)"
        case .shredded(let tenant): "keys of tenant \(tenant.lowercased) have been destroyed"
        case .clockSetBack(let tenant, _, _):
            "clock stands before the moment at which the newest key of tenant \(tenant.lowercased) was made"
        case .otherRoot(let rule): rule.words
        case .keyVersion(let label, let version, let rule):
            "\(label) hangs on version \(version) of its tenant's key, which is \(rule == .disabled ? "disabled" : "destroyed")"
        case .minimumVersion(let minimum, let tenant, _):
            "key of tenant \(tenant.lowercased) cannot have the minimum version \(minimum)"
        case .keyInUse(let tenant, let version, let count):
            "\(count) sealed secrets of tenant \(tenant.lowercased) hang on version \(version) of its key"
        case .sameRootKey(let folder): "key store \(quoted(folder)) is under this root key already"
        case .envelope(let label, let rule): "sealed bytes of \(label) \(rule.words)"
        case .cannotOpen(let label): "\(label) cannot be opened"
        case .label(.kind(let kind)): "kind of secret \(quoted(kind)) is not valid"
        case .label(.name(let name)): "name of secret \(quoted(name)) is not valid"
        case .label(.version(let version)): "a secret has no version \(version)"
        case .tooLarge(let label, let limit): "\(label) is larger than \(limit)"
        case .rewrap(let tenant, let rewrapped, let skipped):
            "\(skipped) sealed secrets of tenant \(tenant.lowercased) could not be re-wrapped, \(rewrapped) were"
        case .stream(let operation, _): "content of a sealed stream could not be \(operation)"
        case .passphrase(let minimum): "passphrase of a backup has fewer than \(minimum) bytes"
        case .backup(let path, let rule): "backup \(quoted(path)) \(rule.words)"
        case .cannotOpenBackup(let path): "backup \(quoted(path)) cannot be opened"
        case .notEmpty(let folder): "place of the restored key store \(quoted(folder)) is not empty"
        case .otherRootKeyFile(let path): "root key file \(quoted(path)) does not hold the root key of the backup"
        case .otherRootKey(let origin): "\(origin) does not hold the root key of the backup"
        case .file(let path, let operation, _): "file \(quoted(path)) could not be \(operation)"
        }
    }

    package var detail: String? {
        switch self {
        case .wrongRootKey(let folder): "key store \(quoted(folder))"
        case .severalRootKeys(let places): places.joined(separator: ", ")
        case .clockSetBack(_, let newest, let now):
            "the key was made at \(moment(newest)), the clock says \(moment(now))"
        case .minimumVersion(_, _, let newest) where newest > 0: "its newest version is \(newest)"
        case .minimumVersion: "it has no key that seals"
        case .stream(_, let reason), .file(_, _, let reason), .rootKeyFile(_, .unreadable(let reason)),
            .pinFile(_, .unreadable(let reason)):
            reason
        default: nil
        }
    }

    package var hint: String? {
        switch self {
        case .rootKeyFile(_, .missing), .rootKeyVariable(_, .missing):
            "Where a key store exists, restore its root key from the backup with 'socle secret restore FILE': a new one opens no secret."
        case .wrongRootKey:
            "Restore the root key from its backup: another key opens none of the secrets that exist."
        case .rootKeyFile(_, .hexadecimal):
            "A file holds the 32 bytes themselves; 64 hexadecimal digits go into the environment as SOCLE_ROOT_KEY."
        case .rootKeyFile(_, .length), .rootKeyFile(_, .text), .rootKeyFile(_, .constant):
            "A root key is 32 random bytes, made by 'socle secret init' or copied whole from its backup."
        case .rootKeyVariable(_, .length), .rootKeyVariable(_, .notHexadecimal), .rootKeyVariable(_, .constant):
            "A root key is 32 random bytes in digits, as 'openssl rand -hex 32' prints them."
        case .severalRootKeys: "Unset all but the one that holds the key."
        case .pinFile(_, .missing): "Write the PIN of the token's user into it, and run chmod 0400 on it."
        case .pinFile(_, .mode): "Run chmod 0400 on it; if others could read it, change the PIN."
        case .pinFile(_, .owner): "Run the command as the owner of the file, or give the file to that user."
        case .pinFile(_, .control): "The file holds the PIN alone, on one line."
        case .rootAddress: "Write 'file:' and the absolute path of a file, or the 'pkcs11:' URI of a key in a token."
        case .rootKeyNotMade(let variable):
            "Run 'openssl rand -hex 32', keep what it prints in a safe place, and set \(variable) to it."
        case .rootKeyFile(_, .mode): "Run chmod 0400 on it, after making sure that nobody else has read it."
        case .rootKeyFile(_, .owner):
            "Run the command as the owner of the file, or give the file to that user."
        case .keyStore(_, .missing):
            "Bring it back with 'socle secret restore FILE'; for a new installation run 'socle secret init'."
        case .keyStore(_, .notPrivate), .keyFile(_, .notPrivate):
            "It must belong to the user that runs the command, with no rights for group and others."
        case .keyStore(_, .incomplete): "Restore the file 'root.check' that belongs to these key files."
        case .keyFile(_, .damaged), .keyFile(_, .missing):
            "Restore the tenant's key file from the backup of the key store."
        case .shredded:
            "What was sealed before is lost for ever; 'socle secret rotate TENANT' gives it a new key for what comes."
        case .clockSetBack: "Set the clock of this machine right; without --due the key is rotated whatever it says."
        case .otherRoot(.keyFile), .otherRoot(.unfinished):
            "A rotation of the root key has not ended: run it again with the same new key."
        case .otherRoot(.replaced):
            "The root key was rotated: use the new one; the old one opens nothing any more."
        case .keyVersion(_, _, .disabled):
            "Seal what hangs on it under the newest key, after lowering the tenant's minimum version for that time."
        case .keyVersion(_, _, .destroyed): "What was sealed under it is lost for ever."
        case .keyInUse: "Re-wrap the tenant's secrets first, after lowering its minimum version for that time."
        case .rewrap:
            "They are as they were; restore each from a backup, or give it up with 'socle secret remove TENANT KIND/NAME --version N'."
        case .passphrase: "Use several words that nobody can guess: who has the file may try as long as he likes."
        case .backup(_, .exists): "Name another file: a backup never replaces one."
        case .backup(_, .format): "It was written by a newer release; use that release."
        case .cannotOpenBackup: "Its passphrase or its bytes are not those of the sealing."
        case .notEmpty: "Restore into a place where nothing is; the key store that is there may be the better one."
        case .otherRootKeyFile: "Move it to a safe place first: secrets that were sealed since may hang on it."
        case .otherRootKey:
            "Set it to the root key of the backup, or let SOCLE_ROOT_KEY_FILE alone name a file to which that is written."
        case .keyFile(_, .full): "Destroy the tenant's disabled versions."
        case .cannotOpen:
            "Its tenant's key or its stored bytes are not those of the sealing; look for them in the backups."
        case .keyFile(_, .format), .envelope(_, .format), .envelope(_, .suite):
            "It was written by a newer release; use that release."
        case .envelope(_, .truncated), .envelope(_, .notAnEnvelope):
            "Restore its row of socle.secrets from a backup of the database, or set it again."
        case .label(.kind):
            "Use 1 to 63 characters: a lowercase letter, then lowercase letters, digits, underscores."
        case .label(.name): "Use 1 to 200 bytes without control characters."
        default: nil
        }
    }
}

extension VaultFailure.RootKeyFileRule {
    fileprivate var words: String {
        switch self {
        case .missing: "does not exist"
        case .exists: "exists already"
        case .notRegular: "is not a regular file"
        case .owner(let user): "belongs to user \(user) instead of the user that runs this"
        case .mode(let mode): "has mode \(String(mode, radix: 8)) instead of 400"
        case .length(let count): "has \(count) bytes instead of 32"
        case .hexadecimal: "holds 64 hexadecimal digits instead of 32 bytes"
        case .text: "holds readable text instead of random bytes"
        case .constant: "holds the same byte 32 times"
        case .unreadable: "cannot be read"
        }
    }
}

extension VaultFailure.PINFileRule {
    fileprivate var words: String {
        switch self {
        case .missing: "does not exist"
        case .notRegular: "is not a regular file"
        case .empty: "is empty"
        case .tooLong: "is longer than any PIN"
        case .owner(let user): "belongs to user \(user) instead of the user that runs this"
        case .mode(let mode): "has mode \(String(mode, radix: 8)) instead of 400 or 600"
        case .control: "has more than one line, or characters that no PIN has"
        case .unreadable: "cannot be read"
        }
    }
}

extension VaultFailure.RootKeyVariableRule {
    fileprivate var words: String {
        switch self {
        case .missing: "with the root key is not set"
        case .length(let count): "has \(count) bytes instead of the 64 hexadecimal digits of a root key"
        case .notHexadecimal: "has characters that are no hexadecimal digits of a root key"
        case .constant: "holds the same byte 32 times and is no root key"
        }
    }
}

extension VaultFailure.KeyStoreRule {
    fileprivate var words: String {
        switch self {
        case .missing: "does not exist"
        case .exists: "exists already"
        case .notPrivate: "is not private to one user"
        case .damaged: "has a damaged check value"
        case .incomplete: "has key files but no check value"
        }
    }
}

extension VaultFailure.KeyFileRule {
    fileprivate var words: String {
        switch self {
        case .missing: "does not exist"
        case .damaged: "is damaged"
        case .notPrivate: "is not private to one user"
        case .full: "would hold more versions than can be read again"
        case .format(let format): "has the unknown format \(format)"
        }
    }
}

extension VaultFailure.OtherRootRule {
    fileprivate var words: String {
        switch self {
        case .keyFile(let tenant): "key file of tenant \(tenant.lowercased) belongs to another root key"
        case .replaced(let folder): "root key of key store \(quoted(folder)) has been replaced by a newer one"
        case .unfinished(let folder): "key store \(quoted(folder)) is on its way to another root key"
        }
    }
}

/// A moment in microseconds since 1970 UTC, to the second.
private func moment(_ microseconds: Int64) -> String {
    Date(timeIntervalSince1970: Double(microseconds / 1_000_000)).formatted(.iso8601)
}

extension VaultFailure.BackupRule {
    fileprivate var words: String {
        switch self {
        case .exists: "exists already"
        case .notABackup: "is none of a key store"
        case .truncated: "is cut off"
        case .cost: "asks for more memory or time than a passphrase may cost"
        case .malformed: "does not hold a whole key store"
        case .format(let format): "has the unknown format \(format)"
        }
    }
}

extension VaultFailure.EnvelopeRule {
    fileprivate var words: String {
        switch self {
        case .notAnEnvelope: "are not an envelope"
        case .truncated: "are cut off"
        case .notWhole: "are a stream, not an envelope"
        case .notAStream: "are an envelope, not a stream"
        case .format(let format): "have the unknown format \(format)"
        case .suite(let suite): "have the unknown suite \(suite)"
        }
    }
}
