package import Vocabulary

/// Why a database cannot be brought up to date.
package enum MigrationFailure: Failure {
    case unreadable(path: String)
    case notConsecutive(path: String, expected: Int)
    case changed(path: String, database: String)
    case outOfOrder(path: String, applied: String)
    case newerDatabase(database: String, name: String, programVersion: String)
    case pending(database: String, count: Int)
    case failed(path: String, cause: any Failure)

    package var code: FailureCode {
        switch self {
        case .unreadable: "MIG101"
        case .notConsecutive: "MIG102"
        case .changed: "MIG103"
        case .outOfOrder: "MIG104"
        case .newerDatabase: "MIG105"
        case .pending: "MIG106"
        case .failed: "MIG107"
        }
    }

    package var kind: FailureKind {
        switch self {
        case .unreadable, .notConsecutive, .pending: .configuration
        case .changed, .outOfOrder, .newerDatabase: .conflict
        case .failed(_, let cause): cause.kind
        }
    }

    package var message: String {
        switch self {
        case .unreadable(let path): "migration \(quoted(path)) cannot be read"
        case .notConsecutive(let path, let expected): "migration \(quoted(path)) should have the number \(expected)"
        case .changed(let path, let database):
            "migration \(quoted(path)) was changed after it was applied to database \(quoted(database))"
        case .outOfOrder(let path, let applied):
            "migration \(quoted(path)) comes before \(quoted(applied)), which is applied"
        case .newerDatabase(let database, _, _): "database \(quoted(database)) was made by a newer release of socle"
        case .pending(let database, let count):
            "database \(quoted(database)) lacks \(count) \(count == 1 ? "migration" : "migrations")"
        case .failed(let path, let cause): "migration \(quoted(path)) failed: \(cause.message)"
        }
    }

    package var detail: String? {
        switch self {
        case .newerDatabase(_, let name, let version): "it has \(name), applied by socle \(version)"
        case .failed(_, let cause): cause.detail
        default: nil
        }
    }

    package var hint: String? {
        switch self {
        case .changed: "Restore the file, and put the change into a new migration with the next number."
        case .outOfOrder: "Give the new migration the next free number."
        case .newerDatabase: "Install that release; an older one does not touch the database."
        case .pending: "Run 'socle migrate apply'."
        case .failed(_, let cause): cause.hint
        case .unreadable, .notConsecutive: nil
        }
    }
}
