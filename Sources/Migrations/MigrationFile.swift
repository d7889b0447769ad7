import Vocabulary

/// A folder of `sql/`, by the databases to which it belongs.
package enum MigrationScope: String, CaseIterable, Sendable {
    /// Every data database, the base included.
    case database
    /// The base alone.
    case base
}

/// A file of `sql/` as it lies on disk.
package struct MigrationFile: Hashable, Sendable {
    /// When a file is applied.
    package enum Kind: String, Sendable {
        /// Once, in order, and never changed after its release.
        case versioned
        /// Again whenever its content changes, after the versioned ones.
        case repeatable
    }

    package let scope: MigrationScope
    package let kind: Kind
    /// The file's name without its ending: `0001_create_ledger`.
    package let name: String
    package let text: String
    /// SHA-256 of the file's bytes.
    package let sha256: [UInt8]

    package init(scope: MigrationScope, kind: Kind, name: String, text: String, sha256: [UInt8]) {
        self.scope = scope
        self.kind = kind
        self.name = name
        self.text = text
        self.sha256 = sha256
    }

    /// The path below the installation root.
    package var path: String {
        "sql/\(scope.rawValue)/\(kind == .versioned ? "migrations" : "repeatable")/\(name).sql"
    }

    /// The number with which the name begins.
    package var number: Int? { Int(name.prefix { $0.isNumber }) }
}
