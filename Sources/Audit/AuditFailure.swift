import FoundationEssentials
package import Vocabulary

/// What the audit could not do, or found that it must not.
package enum AuditFailure: Failure, Equatable {
    /// The server's clock is behind the newest event; times in microseconds since 1970-01-01 UTC.
    case clockBehindEvents(AuditChain, newest: Int64, now: Int64)
    /// Events whose time is over are not what was written; the text is the server's.
    case changedEvents(AuditChain, report: String)
    case fileExists(path: String)
    case cannotWrite(path: String, reason: String)

    package var code: FailureCode {
        switch self {
        case .clockBehindEvents: "AUD101"
        case .changedEvents: "AUD102"
        case .fileExists: "AUD301"
        case .cannotWrite: "AUD302"
        }
    }

    package var kind: FailureKind {
        switch self {
        case .clockBehindEvents, .fileExists: .conflict
        case .changedEvents: .invalidData
        case .cannotWrite: .unavailable
        }
    }

    package var message: String {
        switch self {
        case .clockBehindEvents(let chain, _, _): "the server's clock is behind the newest event of \(chain)"
        case .changedEvents(let chain, _): "\(chain) is broken, and nothing of it is sealed"
        case .fileExists(let path): "file \(quoted(path)) exists already"
        case .cannotWrite(let path, let reason): "file \(quoted(path)) cannot be written: \(reason)"
        }
    }

    package var detail: String? {
        switch self {
        case .clockBehindEvents(_, let newest, let now):
            "newest event: \(auditTime(newest)), server: \(auditTime(now))"
        case .changedEvents(_, let report): report
        case .fileExists, .cannotWrite: nil
        }
    }

    package var hint: String? {
        switch self {
        case .clockBehindEvents:
            "Set the clock of the server right; what its time is over for is known only then."
        case .changedEvents: "Run 'socle audit verify', and keep a copy of the database as evidence."
        case .fileExists: "Name a file that does not exist yet."
        case .cannotWrite: nil
        }
    }
}

extension AuditChain: CustomStringConvertible {
    package var description: String {
        let owner = tenantID == Platform.tenantID ? "the platform" : "tenant \(tenantID.uuidString.lowercased())"
        return "the chain of \(owner) in database '\(database)'"
    }
}

/// A time in microseconds since 1970-01-01 UTC as ISO 8601 writes it, by the microsecond.
package func auditTime(_ microseconds: Int64) -> String {
    let (seconds, rest) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
    let digits = String(abs(rest))
    let whole = Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601).dropLast()
    return "\(whole).\(String(repeating: "0", count: 6 - digits.count))\(digits)Z"
}
