package import Vocabulary

/// The five characters with which PostgreSQL names a condition, in any language.
///
/// A `catch` can name one:
///
///     do { … } catch SQLState.uniqueViolation { … }
///
/// **Source** <https://www.postgresql.org/docs/15/errcodes-appendix.html>
package struct SQLState: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    package let rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }

    package var description: String { rawValue }

    /// The first two characters, which name the class.
    package var conditionClass: String { String(rawValue.prefix(2)) }

    package static let connectionFailure = SQLState(rawValue: "08006")
    package static let featureNotSupported = SQLState(rawValue: "0A000")
    package static let stringDataRightTruncation = SQLState(rawValue: "22001")
    package static let numericValueOutOfRange = SQLState(rawValue: "22003")
    package static let invalidTextRepresentation = SQLState(rawValue: "22P02")
    package static let badCopyFileFormat = SQLState(rawValue: "22P04")
    package static let notNullViolation = SQLState(rawValue: "23502")
    package static let foreignKeyViolation = SQLState(rawValue: "23503")
    package static let uniqueViolation = SQLState(rawValue: "23505")
    package static let checkViolation = SQLState(rawValue: "23514")
    package static let exclusionViolation = SQLState(rawValue: "23P01")
    package static let readOnlyTransaction = SQLState(rawValue: "25006")
    package static let inFailedTransaction = SQLState(rawValue: "25P02")
    package static let idleInTransactionTimeout = SQLState(rawValue: "25P03")
    package static let invalidAuthorization = SQLState(rawValue: "28000")
    package static let invalidPassword = SQLState(rawValue: "28P01")
    package static let dependentObjectsExist = SQLState(rawValue: "2BP01")
    package static let unknownDatabase = SQLState(rawValue: "3D000")
    package static let unknownSchema = SQLState(rawValue: "3F000")
    package static let serializationFailure = SQLState(rawValue: "40001")
    package static let deadlockDetected = SQLState(rawValue: "40P01")
    package static let insufficientPrivilege = SQLState(rawValue: "42501")
    package static let syntaxError = SQLState(rawValue: "42601")
    package static let undefinedColumn = SQLState(rawValue: "42703")
    package static let undefinedObject = SQLState(rawValue: "42704")
    package static let duplicateObject = SQLState(rawValue: "42710")
    package static let undefinedFunction = SQLState(rawValue: "42883")
    package static let undefinedTable = SQLState(rawValue: "42P01")
    package static let duplicateDatabase = SQLState(rawValue: "42P04")
    package static let duplicateSchema = SQLState(rawValue: "42P06")
    package static let duplicateTable = SQLState(rawValue: "42P07")
    package static let tooManyConnections = SQLState(rawValue: "53300")
    package static let diskFull = SQLState(rawValue: "53100")
    package static let objectNotReady = SQLState(rawValue: "55000")
    package static let objectInUse = SQLState(rawValue: "55006")
    package static let lockNotAvailable = SQLState(rawValue: "55P03")
    package static let queryCancelled = SQLState(rawValue: "57014")
    package static let adminShutdown = SQLState(rawValue: "57P01")
    package static let crashShutdown = SQLState(rawValue: "57P02")
    package static let cannotConnectNow = SQLState(rawValue: "57P03")
    package static let raisedException = SQLState(rawValue: "P0001")
    package static let noDataFound = SQLState(rawValue: "P0002")
    package static let dataCorrupted = SQLState(rawValue: "XX001")

    /// Matches a failure that the server reported with this condition.
    package static func ~= (state: SQLState, failure: any Error) -> Bool {
        (failure as? ServerFailure)?.sqlState == state
    }

    /// The kind of failure that a statement ended by this condition is.
    ///
    /// What only a wrong statement can cause is internal: the program wrote it.
    package var kind: FailureKind {
        switch self {
        case .insufficientPrivilege: return .denied
        case .deadlockDetected, .serializationFailure, .lockNotAvailable, .objectInUse, .queryCancelled:
            return .busy
        case .duplicateObject, .duplicateDatabase, .duplicateSchema, .duplicateTable, .dependentObjectsExist:
            return .conflict
        case .noDataFound: return .notFound
        case .adminShutdown, .crashShutdown, .cannotConnectNow: return .unavailable
        // Another session ends, and there is one again.
        case .tooManyConnections: return .busy
        default: break
        }
        return switch conditionClass {
        case "08", "53", "58": .unavailable
        case "22", "54": .invalidData
        case "23", "44": .conflict
        case "28": .unauthenticated
        default: .internal
        }
    }
}
