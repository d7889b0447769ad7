/// A value that an installation may set, by the name of its environment variable.
package enum Setting: String, CaseIterable, Sendable {
    /// Stage of the platform: development, staging or production.
    case environment = "SOCLE_ENVIRONMENT"
    /// Folder of the embedded server, the root key and the key store.
    case state = "SOCLE_STATE"
    /// Connection of the provisioner, a PostgreSQL URL; the embedded server when not set.
    case provisionerURL = "SOCLE_PROVISIONER_URL"
    /// Connection of the runtime, a PostgreSQL URL; the embedded server when not set.
    case runtimeURL = "SOCLE_RUNTIME_URL"
    /// File that holds the root key.
    case rootKeyFile = "SOCLE_ROOT_KEY_FILE"
    /// The root key itself, 64 hexadecimal digits.
    case rootKey = "SOCLE_ROOT_KEY"
    /// The root key in a token, by its PKCS#11 URI.
    case rootKeyPKCS11 = "SOCLE_ROOT_KEY_PKCS11"
    /// File to which checkpoints of the audit are appended.
    case auditAnchorFile = "SOCLE_AUDIT_ANCHOR_FILE"
    /// Command of the shell that takes each checkpoint of the audit on its standard input.
    case auditAnchorCommand = "SOCLE_AUDIT_ANCHOR_COMMAND"
    /// Region in which backups are written.
    case backupRegion = "SOCLE_BACKUP_REGION"

    /// The settings that name a place of the root key, of which one at most has a value.
    package static let rootKeys: [Setting] = [.rootKeyFile, .rootKey, .rootKeyPKCS11]

    /// What it is for, in one sentence.
    package var purpose: String {
        switch self {
        case .environment: "Stage of the platform: development, staging or production."
        case .state: "Folder of the embedded server, the root key and the key store."
        case .provisionerURL: "Connection of the provisioner as a PostgreSQL URL; unset, the embedded server."
        case .runtimeURL: "Connection of the runtime as a PostgreSQL URL; unset, the embedded server."
        case .rootKeyFile: "File of mode 0400 that holds the root key."
        case .rootKey: "The root key itself, 64 hexadecimal digits."
        case .rootKeyPKCS11: "The root key in a token, as a PKCS#11 URI whose PIN lies in a file."
        case .auditAnchorFile: "File to which checkpoints of the audit are appended."
        case .auditAnchorCommand: "Command of the shell that takes each checkpoint of the audit on standard input."
        case .backupRegion: "Region in which backups are written; unset, that of the base's server."
        }
    }

    /// Whether the value is the path of a file or folder.
    ///
    /// A relative one starts from where the program was started, or from the
    /// installation root when it stands in the settings file.
    package var isPath: Bool {
        switch self {
        case .state, .rootKeyFile, .auditAnchorFile: true
        case .environment, .provisionerURL, .runtimeURL, .rootKey, .rootKeyPKCS11, .auditAnchorCommand, .backupRegion:
            false
        }
    }

    /// Whether the value may hold a secret and is never shown.
    package var isSecret: Bool {
        switch self {
        // A PIN in the URI is refused, and somebody may have written one all the same.
        case .provisionerURL, .runtimeURL, .rootKey, .rootKeyPKCS11: true
        case .environment, .state, .rootKeyFile, .auditAnchorFile, .auditAnchorCommand, .backupRegion: false
        }
    }
}

/// A setting with its value and where the value came from.
package struct ResolvedSetting: Sendable {
    /// Where a value came from; later cases win over earlier ones.
    package enum Origin: Hashable, Sendable {
        case byDefault
        case file(path: String, line: Int)
        case processEnvironment
        case flag(String)
    }

    package let setting: Setting
    package let value: String
    package let origin: Origin

    package init(setting: Setting, value: String, origin: Origin) {
        self.setting = setting
        self.value = value
        self.origin = origin
    }

    /// The value as it may be shown: a secret is only said to be there.
    package var shown: String { setting.isSecret ? "****" : value }
}

extension ResolvedSetting.Origin: CustomStringConvertible {
    package var description: String {
        switch self {
        case .byDefault: "default"
        case .file(let path, let line): "\(path):\(line)"
        case .processEnvironment: "environment"
        case .flag(let name): name
        }
    }
}
