package import Vocabulary

extension VaultFailure {
    package var code: FailureCode {
        switch self {
        case .rootKeyFile: "VLT101"
        case .rootKeyVariable: "VLT102"
        case .wrongRootKey: "VLT103"
        case .severalRootKeys: "VLT104"
        case .rootAddress: "VLT106"
        case .rootKeyNotMade: "VLT107"
        case .keyStore: "VLT201"
        case .keyStoreBusy: "VLT202"
        case .keyFile: "VLT203"
        case .envelope: "VLT301"
        case .cannotOpen: "VLT302"
        case .label: "VLT303"
        case .tooLarge: "VLT304"
        case .file: "VLT401"
        }
    }

    package var kind: FailureKind {
        switch self {
        case .rootKeyFile(_, .exists), .keyStore(_, .exists): .conflict
        case .rootKeyFile, .rootKeyVariable, .wrongRootKey, .severalRootKeys, .keyStore, .keyFile, .file:
            .configuration
        case .rootAddress, .rootKeyNotMade: .usage
        case .keyStoreBusy: .busy
        case .envelope, .cannotOpen, .label, .tooLarge: .invalidData
        }
    }

    package var message: String {
        switch self {
        case .rootKeyFile(let path, let rule): "root key file \(quoted(path)) \(rule.words)"
        case .rootKeyVariable(let name, let rule): "environment variable \(quoted(name)) \(rule.words)"
        case .severalRootKeys: "the root key is set in more than one place"
        case .rootAddress: "the text names no place of a root key"
        case .rootKeyNotMade(let variable):
            "a root key cannot be made in the environment variable \(quoted(variable))"
        case .wrongRootKey: "root key does not match this key store"
        case .keyStore(let folder, let rule): "key store \(quoted(folder)) \(rule.words)"
        case .keyStoreBusy(let folder, let seconds):
            "key store \(quoted(folder)) has been locked by another process for \(seconds) s"
        case .keyFile(let tenant, let rule): "key file of tenant \(tenant.lowercased) \(rule.words)"
        case .envelope(let label, let rule): "sealed bytes of \(label) \(rule.words)"
        case .cannotOpen(let label): "\(label) cannot be opened"
        case .label(.kind(let kind)): "kind of secret \(quoted(kind)) is not valid"
        case .label(.name(let name)): "name of secret \(quoted(name)) is not valid"
        case .label(.version(let version)): "a secret has no version \(version)"
        case .tooLarge(let label, let limit): "\(label) is larger than \(limit)"
        case .file(let path, let operation, _): "file \(quoted(path)) could not be \(operation)"
        }
    }

    package var detail: String? {
        switch self {
        case .wrongRootKey(let folder): "key store \(quoted(folder))"
        case .severalRootKeys(let places): places.joined(separator: ", ")
        case .file(_, _, let reason), .rootKeyFile(_, .unreadable(let reason)): reason
        default: nil
        }
    }

    package var hint: String? {
        switch self {
        case .rootKeyFile(_, .missing), .rootKeyVariable(_, .missing):
            "Where a key store exists, restore its root key from the backup: a new one opens no secret."
        case .wrongRootKey:
            "Restore the root key from its backup: another key opens none of the secrets that exist."
        case .rootKeyFile(_, .hexadecimal):
            "A file holds the 32 bytes themselves; 64 hexadecimal digits go into the environment as SOCLE_ROOT_KEY."
        case .rootKeyFile(_, .length), .rootKeyFile(_, .text), .rootKeyFile(_, .constant):
            "A root key is 32 random bytes, made by 'socle secret init' or copied whole from its backup."
        case .rootKeyVariable(_, .length), .rootKeyVariable(_, .notHexadecimal), .rootKeyVariable(_, .constant):
            "A root key is 32 random bytes in digits, as 'openssl rand -hex 32' prints them."
        case .severalRootKeys: "Unset all but the one that holds the key."
        case .rootAddress: "Write 'file:' and the absolute path of a file."
        case .rootKeyNotMade(let variable):
            "Run 'openssl rand -hex 32', keep what it prints in a safe place, and set \(variable) to it."
        case .rootKeyFile(_, .mode): "Run chmod 0400 on it, after making sure that nobody else has read it."
        case .rootKeyFile(_, .owner):
            "Run the command as the owner of the file, or give the file to that user."
        case .keyStore(_, .notPrivate), .keyFile(_, .notPrivate):
            "It must belong to the user that runs the command, with no rights for group and others."
        case .keyStore(_, .incomplete): "Restore the file 'root.check' that belongs to these key files."
        case .keyFile(_, .damaged): "Restore the tenant's key file from the backup of the key store."
        case .cannotOpen:
            "Its tenant's key or its stored bytes are not those of the sealing; look for them in the backups."
        case .keyFile(_, .format), .envelope(_, .format), .envelope(_, .suite):
            "It was written by a newer release; use that release."
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
        case .damaged: "is damaged"
        case .notPrivate: "is not private to one user"
        case .format(let format): "has the unknown format \(format)"
        }
    }
}

extension VaultFailure.EnvelopeRule {
    fileprivate var words: String {
        switch self {
        case .notAnEnvelope: "are not an envelope"
        case .truncated: "are cut off"
        case .format(let format): "have the unknown format \(format)"
        case .suite(let suite): "have the unknown suite \(suite)"
        }
    }
}
