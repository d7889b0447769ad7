package import Postgres

/// A statement that needs a right and changes nothing when it has it.
package struct RightTrial: Hashable, Sendable {
    /// The object as reports name it.
    package let object: String
    /// The right, or the power, that is tried: `SELECT`, `OWNER`, `SET ROLE`.
    package let right: String
    package let statement: SQL

    package init(object: String, right: String, statement: SQL) {
        self.object = object
        self.right = right
        self.statement = statement
    }

    /// Tries it in a transaction that is rolled back, over the connection of a login.
    ///
    /// **Runs as** the login.
    ///
    /// - Returns: the SQLSTATE of the refusal, or nil when nothing refused it.
    package func run(_ connection: borrowing Connection) throws -> SQLState? {
        // A channel's sessions are read-only unless they say otherwise, and any of them can.
        try connection.execute("begin read write")
        var state: SQLState?
        do {
            // A lock that somebody holds is reached only by who has the right.
            try connection.execute("set local lock_timeout = '200ms'")
            _ = try connection.query(statement)
        } catch let failure as ServerFailure {
            state = failure.sqlState
        }
        try connection.execute("rollback")
        return state
    }

    /// Whether an answer means that the right was there: any other than the refusal of a right.
    package static func isOpen(_ state: SQLState?) -> Bool { state != .insufficientPrivilege }
}

extension RightTrial {
    /// What nobody but the platform may do in a data database as such.
    package static let onCommonGround = [
        RightTrial(object: "schema public", right: "CREATE", statement: "create table public.intruder ()"),
        RightTrial(object: "the database", right: "CREATE", statement: "create schema intruder"),
        RightTrial(object: "the database", right: "TEMPORARY", statement: "create temporary table intruder ()"),
    ]
}

extension TrialObject {
    /// Every right that can be tried on it without changing anything.
    package var trials: [RightTrial] {
        let object = SQL(raw: name)
        switch kind {
        case .schema:
            return [
                // Where USAGE is missing a name is not even looked for.
                trial("USAGE", "select \(sql: object).nothing_of_that_name()"),
                trial("CREATE", "create table \(sql: object).intruder ()"),
                trial("OWNER", "comment on schema \(sql: object) is 'intruder'"),
            ]
        case .view: return [reading, trial("OWNER", "alter view \(sql: object) reset (check_option)")]
        case .sequence:
            return [
                trial("SELECT", "select last_value from \(sql: object)"),
                trial("USAGE", "select currval(\(literal: name))"),
                trial("OWNER", "comment on sequence \(sql: object) is 'intruder'"),
            ]
        case .function:
            guard let call else { return [] }
            return [trial("EXECUTE", "select \(raw: call) from pg_class where false")]
        case .table: break
        }
        var trials = [
            reading, trial("DELETE", "delete from \(sql: object) where false"),
            trial("TRUNCATE", "truncate \(sql: object)"), trial("LOCK", "lock table \(sql: object) nowait"),
            trial("OWNER", "comment on table \(sql: object) is 'intruder'"),
        ]
        if let column, let columnType {
            let (column, type) = (SQL(raw: column), SQL(raw: columnType))
            trials += [
                trial(
                    "INSERT",
                    "insert into \(sql: object) (\(sql: column)) select null::\(sql: type) where false"),
                trial("UPDATE", "update \(sql: object) set \(sql: column) = default where false"),
            ]
        }
        return trials
    }

    private var reading: RightTrial { trial("SELECT", "select from \(raw: name) limit 0") }

    private func trial(_ right: String, _ statement: SQL) -> RightTrial {
        RightTrial(object: label, right: right, statement: statement)
    }
}
