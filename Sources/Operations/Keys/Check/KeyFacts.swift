import FoundationEssentials
import Vault
import Vocabulary

/// What an examination of keys and secrets looks at, read with a fixed number of queries.
struct KeyFacts {
    /// How many envelopes of an owner hang on a key.
    struct Envelopes {
        let owner: UUID
        /// 32 hexadecimal digits; empty for bytes that name no key.
        let key: String
        let count: Int
        /// What the first of them are called, when the key opens nothing.
        var names: [String] = []

        /// How many are named; a list of all would hide what else is wrong.
        static let mostNamed = 8

        /// The names, and how many more there are; empty for an owner without them.
        var list: String {
            if names.isEmpty { return "" }
            let shown = names.prefix(Self.mostNamed).joined(separator: ", ")
            let rest = count - min(names.count, Self.mostNamed)
            return ": " + shown + (rest > 0 ? " and \(rest) more" : "")
        }
    }

    /// A login whose password, as the server has it, is not the one that the platform gave.
    struct StrangePassword {
        /// In what way.
        enum Kind: String {
            /// Somebody changed it by hand.
            case changed
            /// The role is gone, or has no password.
            case missing
            /// The vault holds another version than the server was given.
            case otherVersion
        }

        let login: String
        let kind: Kind
    }

    /// Tenants of the registry, and the platform.
    let owners: [UUID: SecretOwner]

    /// The keys of each key file, or why it cannot be read.
    let keys: [UUID: Result<[KeyVersion], any Error>]

    let envelopes: [Envelopes]

    /// The keys that sealed files hang on, with the files' paths.
    let files: [(owner: UUID, key: String, path: String)]

    let record: KeyStoreRecord
    let strangePasswords: [StrangePassword]
    let now: Date

    /// What an owner is called.
    func name(_ owner: UUID) -> String {
        owners[owner].map { "\($0)" } ?? "nobody who is known (\(owner.uuidString.lowercased()))"
    }

    /// The words by which a command takes an owner.
    func argument(_ owner: UUID) -> String {
        switch owners[owner] {
        case .tenant(let tenant): tenant.text
        case .platform: "--platform"
        case nil: "TENANT"
        }
    }

    /// The keys that could be read.
    func versions(of owner: UUID) -> [KeyVersion]? {
        guard case .success(let versions) = keys[owner] else { return nil }
        return versions
    }
}
