/// How much of other transactions a transaction sees.
package struct Isolation: Hashable, Sendable {
    private enum Level: Int {
        case readCommitted, repeatableRead, serializable
    }

    private let level: Level
    private let isReadOnly: Bool

    /// Each statement sees what is committed when it begins.
    package static let readCommitted = Isolation(level: .readCommitted, isReadOnly: false)

    /// Every statement sees what was committed when the first one began.
    package static let repeatableRead = Isolation(level: .repeatableRead, isReadOnly: false)

    /// As if transactions ran one after the other; a loser fails with 40001.
    package static let serializable = Isolation(level: .serializable, isReadOnly: false)

    /// The same, refusing every change.
    package var readOnly: Isolation { Isolation(level: level, isReadOnly: true) }

    /// The statement that begins such a transaction, whatever the session's defaults are.
    var beginning: SQL {
        let name: SQL =
            switch level {
            case .readCommitted: "read committed"
            case .repeatableRead: "repeatable read"
            case .serializable: "serializable"
            }
        return "begin isolation level \(sql: name)\(sql: isReadOnly ? " read only" : " read write")"
    }

    /// The statement that makes a savepoint's part read-only, if that is wanted.
    var narrowing: SQL? { isReadOnly ? "set transaction read only" : nil }

    /// Whether a transaction of this isolation gives what the other asks for.
    func covers(_ other: Isolation) -> Bool { level.rawValue >= other.level.rawValue }
}
