package import Vocabulary

/// Why a tenant cannot be backed up, or a backup not be read.
package enum BackupFailure: Failure, Equatable {
    case lockBudget(tables: Int, free: Int)
    case cannotWrite(path: String, reason: String)
    case cannotRead(path: String, reason: String)
    case exists(path: String)
    case notABackup(folder: String, reason: String)
    case otherContent(table: String, wanted: Int, found: Int)
    case databaseExists(name: String)
    /// A file that is not as it was sealed.
    case damaged(path: String)
    case keyEnded(folder: String, version: Int, isDestroyed: Bool)
    /// - Parameter restored: the databases that backups were restored into.
    case notRestored(name: String, isThere: Bool, restored: [String])

    package var code: FailureCode {
        switch self {
        case .lockBudget: "BKP101"
        case .cannotWrite: "BKP102"
        case .cannotRead: "BKP103"
        case .exists: "BKP104"
        case .notABackup: "BKP105"
        case .otherContent: "BKP106"
        case .databaseExists: "BKP107"
        case .damaged: "BKP108"
        case .keyEnded: "BKP109"
        case .notRestored: "BKP110"
        }
    }

    package var kind: FailureKind {
        switch self {
        case .lockBudget, .cannotWrite: .configuration
        case .cannotRead, .notRestored: .notFound
        case .exists, .databaseExists, .keyEnded: .conflict
        case .notABackup, .otherContent, .damaged: .invalidData
        }
    }

    package var message: String {
        switch self {
        case .lockBudget(let tables, let free):
            "\(counted(tables, "relation is", "relations are")) to be locked and the server has room for \(free) locks"
        case .cannotWrite(let path, let reason): "\(quoted(path)) cannot be written: \(reason)"
        case .cannotRead(let path, let reason): "\(quoted(path)) cannot be read: \(reason)"
        case .exists(let path): "\(quoted(path)) exists"
        case .notABackup(let folder, let reason): "\(quoted(folder)) is no whole backup: \(reason)"
        case .otherContent(let table, let wanted, let found):
            wanted == found
                ? "the \(wanted) rows of \(quoted(table)) are not those of the manifest"
                : "\(quoted(table)) has \(counted(found, "row")) where the manifest has \(wanted)"
        case .databaseExists(let name): "database \(quoted(name)) exists"
        case .damaged(let path): "file \(quoted(path)) of the backup is damaged"
        case .keyEnded(let folder, let version, let isDestroyed):
            """
            backup \(quoted(folder)) hangs on version \(version) of its tenant's key, which is \
            \(isDestroyed ? "destroyed" : "disabled")
            """
        case .notRestored(let name, let isThere, _):
            isThere ? "no backup was restored into database \(quoted(name))" : "there is no database \(quoted(name))"
        }
    }

    package var hint: String? {
        switch self {
        case .lockBudget: "Raise 'max_locks_per_transaction' of the server, which needs a restart."
        case .exists: "Choose a folder that is not there yet."
        case .damaged:
            "It was changed, cut, or exchanged for another since it was made; take another copy of the backup."
        case .keyEnded(_, _, isDestroyed: true): "What it holds is lost for ever."
        case .keyEnded: "Lower the tenant's minimum version of keys for as long as the backup is needed."
        case .databaseExists: "Choose a name that no database has."
        case .notRestored(_, _, let restored) where restored.isEmpty: "No database is restored from a backup now."
        case .notRestored(let name, _, let restored):
            nearestName(to: name, in: restored).map { "Did you mean '\($0)'?" }
                ?? "Restored from backups are: \(restored.joined(separator: ", "))."
        default: nil
        }
    }
}
