import FoundationEssentials
import Postgres
import Subprocess
import Vocabulary

/// The connection by which a process holds an operation and writes its journal.
///
/// The operation's row names the server's process of this connection and when it began. While that process is
/// there, nobody else takes the operation; when this program dies, the server ends it at once.
final class JournalSession {
    let operation: Int
    private(set) var details: [String: JSON] = [:]

    private let base: Connection
    private var names: [String] = []

    /// Takes an operation that is held by nobody.
    ///
    /// - Throws: ``JournalFailure/held(_:)`` while another process works on it.
    init(taking operation: Int, on base: consuming Connection) throws {
        try Operation.waitForItsHolder(operation, in: base)
        let found = try base.transaction { base -> Operation in
            // Whoever comes second waits here, and then finds the first at work.
            try base.execute("select from socle.operations where operation_id = \(operation)::bigint for update")
            let found = try Operation.find(operation, in: base)
            if found.isHeld { throw JournalFailure.held(found) }
            guard found.state.isOpen else { throw JournalFailure.over(found) }
            try base.execute(
                """
                update socle.operations
                set holder = \(Holder.current.description), session_pid = pid, session_started_at = backend_start
                from pg_stat_activity
                where operation_id = \(operation)::bigint and pid = pg_backend_pid()
                """)
            return found
        }
        self.operation = operation
        let steps = try found.steps(in: base)
        names = steps.map(\.name)
        details = Dictionary(steps.compactMap { step in step.detail.map { (step.name, $0) } }) { first, _ in first }
        self.base = base
    }

    /// The operation and its steps as they are now.
    func inspect() throws -> (operation: Operation, steps: [Operation.StepRecord]) {
        let found = try Operation.find(operation, in: base)
        return (found, try found.steps(in: base))
    }

    /// Says that the operation goes on, or that its undoing begins.
    func open(undoing: Bool) throws {
        try change("state = 'running', failure = null, is_undoing = \(undoing)::boolean")
    }

    func begin(_ position: Int, isPointOfNoReturn: Bool) throws {
        // Before the step, which may do the first of what nothing takes back and die.
        if isPointOfNoReturn { try change("is_past_return = true") }
        try changeStep(position, "state = 'running', started_at = clock_timestamp(), ended_at = null")
    }

    func keep(_ detail: JSON, ofStep position: Int) throws {
        details[names[position]] = detail
        try changeStep(position, "detail = \(detail.description)::jsonb")
    }

    func finish(_ position: Int, detail: JSON?) throws {
        if let detail { details[names[position]] = detail }
        try changeStep(
            position,
            """
            state = 'done', ended_at = clock_timestamp(), detail = coalesce(\(orNull: detail?.description)::jsonb, detail)
            """)
    }

    func undo(_ position: Int) throws {
        try changeStep(position, "state = 'undone', ended_at = clock_timestamp()")
    }

    func wait() throws {
        try change("state = 'waiting', session_pid = null, session_started_at = null")
    }

    func end(_ state: Operation.State) throws {
        try change(
            "state = \(state.rawValue), ended_at = clock_timestamp(), session_pid = null, session_started_at = null")
    }

    func fail(_ failure: String) throws {
        try change("state = 'failed', failure = \(failure), session_pid = null, session_started_at = null")
    }

    /// Lets another process take it.
    func release() throws {
        try change("session_pid = null, session_started_at = null")
    }

    private func change(_ changes: SQL) throws {
        let count = try base.execute(
            """
            update socle.operations set \(sql: changes)
            where operation_id = \(operation)::bigint and session_pid = pg_backend_pid()
            """)
        if count == 0 { throw JournalFailure.lost(number: operation) }
    }

    private func changeStep(_ position: Int, _ changes: SQL) throws {
        let count = try base.execute(
            """
            update socle.operation_steps set \(sql: changes)
            where operation_id = \(operation)::bigint and position = \(position)
                and exists (
                    select from socle.operations
                    where operation_id = \(operation)::bigint and session_pid = pg_backend_pid()
                )
            """)
        if count == 0 { throw JournalFailure.lost(number: operation) }
    }
}
