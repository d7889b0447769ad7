package import FoundationEssentials
import Glibc
package import Postgres
package import Vocabulary

/// A run of a procedure as the base keeps it.
package struct Operation: Hashable, Sendable {
    package enum State: String, CaseIterable, Sendable {
        /// Somebody works on it, or died at it.
        case running
        /// A step failed; it can be resumed or undone.
        case failed
        /// All is done but what somebody has to confirm.
        case waiting
        case completed
        case undone

        /// Whether there is something to be done yet.
        package var isOpen: Bool { self != .completed && self != .undone }
    }

    package let number: Int
    package let kind: String
    package let tenantID: UUID?
    /// The tenant's identifier as it is now, nil for nobody's operation and for one that the registry does not know.
    package let tenant: String?
    package let state: State
    /// Whether its undoing has begun, so that it can only be undone.
    package let isUndoing: Bool
    /// Whether a step was begun that nothing takes back, so that it can only be finished.
    package let isPastReturn: Bool
    /// Who began it or went on with it last: `alice@host, process 4711`.
    package let holder: String
    /// Whether that process lives and works on it, and is another than this.
    package let isHeld: Bool
    package let startedAt: Date
    package let endedAt: Date?
    /// Why it stopped last.
    package let failure: String?
    /// What it was asked to do, as JSON.
    package let arguments: String

    /// A step as the base keeps it.
    package struct StepRecord: Hashable, Sendable {
        package enum State: String, Sendable {
            case pending, running, done, undone
        }

        package let name: String
        package let state: State
        /// What it keeps, as JSON.
        package let detail: JSON?
        package let startedAt: Date?
        package let endedAt: Date?
    }
}

extension Operation.State: PostgresDecodable {}
extension Operation.StepRecord.State: PostgresDecodable {}

extension Operation {
    /// The operations, the newest first.
    ///
    /// - Parameters:
    ///   - openOnly: whether those that are over are left out.
    package static func list(openOnly: Bool, limit: Int, in base: borrowing Connection) throws -> [Operation] {
        try base.query(
            """
            \(sql: columns)
            where not \(openOnly)::boolean or operations.state not in ('completed', 'undone')
            order by operation_id desc limit \(limit)
            """, decode)
    }

    /// The operation of a number.
    ///
    /// - Throws: ``JournalFailure/unknownOperation(number:)``.
    package static func find(_ number: Int, in base: borrowing Connection) throws -> Operation {
        let found = try base.first("\(sql: columns) where operation_id = \(number)::bigint", decode)
        guard let found else { throw JournalFailure.unknownOperation(number: number) }
        return found
    }

    /// The operation of a tenant that is not over.
    package static func open(of tenantID: UUID, in base: borrowing Connection) throws -> Operation? {
        try base.first(
            """
            \(sql: columns)
            where operations.tenant_id = \(tenantID) and operations.state not in ('completed', 'undone')
            """, decode)
    }

    /// The operations that are under way or stopped, by tenant; those that wait to be confirmed are in nobody's way.
    package static func unfinished(in base: borrowing Connection) throws -> [UUID: Operation] {
        let found = try base.query("\(sql: columns) where operations.state in ('running', 'failed')", decode)
        return Dictionary(found.compactMap { found in found.tenantID.map { ($0, found) } }) { first, _ in first }
    }

    /// The operation of the platform that has a kind and arguments and is not over.
    static func open(ofKind kind: String, arguments: String, in base: borrowing Connection) throws -> Operation? {
        try base.first(
            """
            \(sql: columns)
            where operations.tenant_id is null and kind = \(kind) and arguments = \(arguments)::jsonb
                and operations.state not in ('completed', 'undone')
            """, decode)
    }

    /// Gives the server the moment that it takes to see that a process died.
    ///
    /// - Returns: the operation, still held if its process lives.
    @discardableResult
    static func waitForItsHolder(_ number: Int, in base: borrowing Connection) throws -> Operation {
        var found = try find(number, in: base)
        for _ in 0..<20 where found.isHeld {
            usleep(50_000)
            found = try find(number, in: base)
        }
        return found
    }

    /// The steps in their order.
    package func steps(in base: borrowing Connection) throws -> [StepRecord] {
        try base.query(
            """
            select name, state, detail, started_at, ended_at from socle.operation_steps
            where operation_id = \(number)::bigint order by position
            """
        ) { row in
            let detail: String? = try row[2]
            return StepRecord(
                name: try row[0], state: try row[1], detail: try detail.map(JSON.decoded), startedAt: try row[3],
                endedAt: try row[4])
        }
    }

    static let columns: SQL = """
        select operation_id, kind, operations.tenant_id, identifier, operations.state, is_undoing, is_past_return,
            holder,
            exists (
                select from pg_stat_activity
                where pid = session_pid and backend_start = session_started_at and pid <> pg_backend_pid()
            ),
            started_at, ended_at, failure, arguments
        from socle.operations left join socle.registry using (tenant_id)
        """

    static func decode(_ row: Row) throws -> Operation {
        Operation(
            number: try row[0], kind: try row[1], tenantID: try row[2], tenant: try row[3], state: try row[4],
            isUndoing: try row[5], isPastReturn: try row[6], holder: try row[7], isHeld: try row[8],
            startedAt: try row[9], endedAt: try row[10], failure: try row[11], arguments: try row[12])
    }
}

extension JSON {
    /// A value from its text, as PostgreSQL writes it.
    static func decoded(_ text: String) throws -> JSON {
        try JSONDecoder().decode(JSON.self, from: Data(text.utf8))
    }
}
