import FoundationEssentials
package import Vocabulary

/// What the audit could not do, or found that it must not.
package enum AuditFailure: Failure, Equatable {
    /// The server's clock is behind the newest event; times in microseconds since 1970-01-01 UTC.
    case clockBehindEvents(AuditChain, newest: Int64, now: Int64)
    /// Events whose time is over are not what was written; the text is the server's.
    case changedEvents(AuditChain, report: String)
    /// The base's clock is behind the last checkpoint.
    case clockBehindAnchor(number: Int, anchoredAt: Int64, now: Int64)
    /// Neither a file nor a command was named.
    case nowhereToAnchor
    /// A file of checkpoints does not end with the one that it must end with.
    case otherAnchorFile(path: String, number: Int)
    /// The command that takes checkpoints did not.
    case anchorCommand(exitCode: Int, said: String)
    /// A file of checkpoints can be written by others than its owner.
    case writableByOthers(path: String)
    /// A file holds no public key of Ed25519 in PEM.
    case noPublicKey(path: String)
    case fileExists(path: String)
    case cannotWrite(path: String, reason: String)
    case cannotRead(path: String, reason: String)

    package var code: FailureCode {
        switch self {
        case .clockBehindEvents: "AUD101"
        case .changedEvents: "AUD102"
        case .clockBehindAnchor: "AUD201"
        case .nowhereToAnchor: "AUD202"
        case .otherAnchorFile: "AUD203"
        case .anchorCommand: "AUD204"
        case .writableByOthers: "AUD205"
        case .noPublicKey: "AUD206"
        case .fileExists: "AUD301"
        case .cannotWrite: "AUD302"
        case .cannotRead: "AUD303"
        }
    }

    package var kind: FailureKind {
        switch self {
        case .clockBehindEvents, .clockBehindAnchor, .otherAnchorFile, .fileExists: .conflict
        case .changedEvents, .noPublicKey: .invalidData
        case .nowhereToAnchor, .writableByOthers: .configuration
        case .anchorCommand, .cannotWrite: .unavailable
        case .cannotRead: .notFound
        }
    }

    package var message: String {
        switch self {
        case .clockBehindEvents(let chain, _, _): "the server's clock is behind the newest event of \(chain)"
        case .changedEvents(let chain, _): "\(chain) is broken, and nothing of it is sealed"
        case .clockBehindAnchor(let number, _, _): "the base's clock is behind checkpoint \(number)"
        case .nowhereToAnchor: "there is neither a file nor a command that takes the checkpoint"
        case .otherAnchorFile(let path, let number):
            number == 0
                ? "file \(quoted(path)) has checkpoints that this base never made"
                : "file \(quoted(path)) does not end with checkpoint \(number)"
        case .anchorCommand(let exitCode, _):
            exitCode == 124
                ? "the command that takes checkpoints did not end in time"
                : "the command that takes checkpoints ended with code \(exitCode)"
        case .writableByOthers(let path): "file \(quoted(path)) can be written by others than its owner"
        case .noPublicKey(let path): "file \(quoted(path)) holds no public key of Ed25519 in PEM"
        case .fileExists(let path): "file \(quoted(path)) exists already"
        case .cannotWrite(let path, let reason): "file \(quoted(path)) cannot be written: \(reason)"
        case .cannotRead(let path, let reason): "file \(quoted(path)) cannot be read: \(reason)"
        }
    }

    package var detail: String? {
        switch self {
        case .clockBehindEvents(_, let newest, let now):
            "newest event: \(auditTime(newest)), server: \(auditTime(now))"
        case .changedEvents(_, let report): report
        case .clockBehindAnchor(_, let anchoredAt, let now):
            "checkpoint: \(auditTime(anchoredAt)), base: \(auditTime(now))"
        case .anchorCommand(_, let said):
            said.isEmpty ? nil : said.split(separator: "\n").suffix(8).joined(separator: "\n")
        default: nil
        }
    }

    package var hint: String? {
        switch self {
        case .clockBehindEvents:
            "Set the clock of the server right; what its time is over for is known only then."
        case .changedEvents: "Run 'socle audit verify', and keep a copy of the database as evidence."
        case .clockBehindAnchor: "Set the clock of the server right; a checkpoint is later than the one before it."
        case .nowhereToAnchor:
            "Set SOCLE_AUDIT_ANCHOR_FILE or SOCLE_AUDIT_ANCHOR_COMMAND, or give --file or --command."
        case .otherAnchorFile:
            "It was cut or replaced, or the base was set back. Keep it as evidence, and name a new file."
        case .anchorCommand: "The checkpoint is kept, and given to it again by the next run."
        case .writableByOthers: "Take that right away: chmod go-w."
        case .noPublicKey: "'socle audit public-key' writes one."
        case .fileExists: "Name a file that does not exist yet."
        case .cannotWrite, .cannotRead: nil
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
