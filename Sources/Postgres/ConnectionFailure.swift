package import Vocabulary

/// A connection that could not be made, or that was lost.
package enum ConnectionFailure: Failure, Equatable {
    /// A connection URL or key=value text cannot be read; the text may hold a password, so it is not shown.
    case unreadableText
    /// A part of the parameters cannot be used: its name and the rule.
    case unusableParameter(String, rule: String)
    /// libpq refuses what it found in the environment or was given: an unknown service, a missing file.
    case unusableSetting(report: String)
    /// No server answers at that place.
    case unreachable(server: String, report: String)
    /// The server did not finish the login in time.
    case timedOut(server: String, after: Duration)
    /// The server asks for a password and none was given.
    case passwordMissing(server: String, user: String)
    /// The server answered and refused.
    case refused(server: String, user: String, database: String, sqlState: SQLState, report: String)
    /// The connection broke during a statement, or was broken before it.
    case lost(statement: String, sqlState: SQLState?, report: String)
    /// The connection broke during COMMIT: whether it took effect is not known.
    case lostInCommit(report: String)

    package var code: FailureCode {
        switch self {
        case .unreadableText: "PGS101"
        case .unusableParameter: "PGS102"
        case .unreachable: "PGS103"
        case .timedOut: "PGS104"
        case .passwordMissing: "PGS105"
        case .refused: "PGS106"
        case .lost: "PGS107"
        case .lostInCommit: "PGS108"
        case .unusableSetting: "PGS109"
        }
    }

    package var kind: FailureKind {
        switch self {
        case .unreadableText, .unusableParameter, .unusableSetting: .configuration
        case .unreachable, .timedOut, .lost, .lostInCommit: .unavailable
        case .passwordMissing: .unauthenticated
        case .refused(_, _, _, .unknownDatabase, _): .notFound
        // A database that takes no connections, such as template0.
        case .refused(_, _, _, .objectNotReady, _): .unavailable
        case .refused(_, _, _, let sqlState, _): sqlState.kind
        }
    }

    package var message: String {
        switch self {
        case .unreadableText: return "connection parameters cannot be read"
        case .unusableParameter(let name, let rule): return "connection parameter \(quoted(name)) \(rule)"
        case .unusableSetting: return "libpq refuses its parameters or the environment's"
        case .unreachable(let server, _): return "no PostgreSQL server answers at \(quoted(server))"
        case .timedOut(let server, let time):
            return "PostgreSQL server at \(quoted(server)) did not answer within \(time)"
        case .passwordMissing(let server, let user):
            return "no password was given for role \(quoted(user)) at \(quoted(server)), which asks for one"
        case .refused(let server, let user, let database, let sqlState, _):
            let place = "PostgreSQL server at \(quoted(server))"
            switch sqlState {
            case .invalidPassword: return "\(place) refused the password of role \(quoted(user))"
            case .invalidAuthorization: return "\(place) does not let role \(quoted(user)) log in"
            case .unknownDatabase: return "\(place) has no database \(quoted(database))"
            case .insufficientPrivilege:
                return "role \(quoted(user)) may not connect to database \(quoted(database))"
            case .tooManyConnections: return "\(place) has no connection left for role \(quoted(user))"
            case .cannotConnectNow: return "\(place) is starting, stopping or recovering"
            default: return "\(place) refused the connection to database \(quoted(database))"
            }
        case .lost: return "connection to PostgreSQL was lost"
        case .lostInCommit: return "connection to PostgreSQL was lost while a transaction was being committed"
        }
    }

    package var detail: String? {
        switch self {
        case .unreadableText, .unusableParameter, .timedOut, .passwordMissing: return nil
        case .unreachable(_, let report), .unusableSetting(let report): return oneLine(report)
        case .refused(_, _, _, let sqlState, let report): return "SQLSTATE \(sqlState): \(oneLine(report))"
        case .lost(let statement, let sqlState, let report):
            let state = sqlState.map { "SQLSTATE \($0): " } ?? ""
            return "\(state)\(oneLine(report))\nstatement: \(oneLine(statement, limit: 300))"
        case .lostInCommit(let report): return oneLine(report)
        }
    }

    package var hint: String? {
        switch self {
        case .unreadableText:
            "Write postgresql://user@host:port/database with special characters percent-encoded."
        case .unreachable, .timedOut: "Check that the server is running and that host and port are right."
        case .refused(_, _, _, .cannotConnectNow, _): "Try again in a moment."
        case .lostInCommit: "Check whether the change is there before repeating it."
        case .unusableSetting: "Look at PGSERVICE and the other variables of libpq in the environment."
        case .unusableParameter, .passwordMissing, .refused, .lost: nil
        }
    }
}
