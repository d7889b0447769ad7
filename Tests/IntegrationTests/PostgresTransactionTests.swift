import Glibc
import Postgres
import TestServer
import Testing
import Vocabulary

@Suite("Transactions", .database)
struct PostgresTransactionTests {
    struct Stop: Error {}

    private func connection() throws -> Connection {
        let connection = try TestDatabase.current.connect()
        try connection.execute("create table t (a int primary key deferrable initially deferred)")
        return connection
    }

    private func rows(_ connection: borrowing Connection) throws -> [Int] {
        try connection.query("select a from t order by a") { try $0[0] }
    }

    @Test("what returns is committed, what throws is rolled back and rethrown")
    func ends() throws {
        let connection = try connection()
        try connection.transaction { try $0.execute("insert into t values (1)") }
        #expect(throws: Stop.self) {
            try connection.transaction { connection in
                try connection.execute("insert into t values (2)")
                throw Stop()
            }
        }
        #expect(try rows(connection) == [1])
        #expect(connection.isInTransaction == false)
    }

    @Test("an inner transaction undoes its own part only")
    func nesting() throws {
        let connection = try connection()
        try connection.transaction { connection in
            try connection.execute("insert into t values (1)")
            #expect(throws: Stop.self) {
                try connection.transaction { connection in
                    try connection.execute("insert into t values (2)")
                    try connection.transaction { try $0.execute("insert into t values (3)") }
                    throw Stop()
                }
            }
            #expect(throws: ServerFailure.self) {
                try connection.transaction { try $0.execute("insert into nowhere values (1)") }
            }
            try connection.transaction { try $0.execute("insert into t values (4)") }
        }
        #expect(try rows(connection) == [1, 4])
    }

    @Test("an inner read-only transaction refuses changes, the outer goes on")
    func readOnly() throws {
        let connection = try connection()
        try connection.transaction { connection in
            let failure = #expect(throws: ServerFailure.self) {
                try connection.transaction(.readCommitted.readOnly) {
                    try $0.execute("insert into t values (1)")
                }
            }
            #expect(failure?.sqlState == .readOnlyTransaction)
            try connection.transaction(.readCommitted.readOnly) { _ = try $0.query("select 1") }
            try connection.execute("insert into t values (2)")
        }
        #expect(try rows(connection) == [2])
    }

    @Test(
        "a transaction has the isolation that was asked for",
        arguments: [
            (Isolation.readCommitted, "read committed", "off"), (.repeatableRead, "repeatable read", "off"),
            (.serializable.readOnly, "serializable", "on"),
        ])
    func isolation(isolation: Isolation, name: String, readOnly: String) throws {
        let connection = try TestDatabase.current.connect()
        try connection.execute("set default_transaction_isolation = 'repeatable read'")
        try connection.execute("set default_transaction_read_only = on")
        let shown = try connection.transaction(isolation) { connection in
            try connection.query(
                """
                select current_setting(name)
                from unnest(array['transaction_isolation', 'transaction_read_only']) as name
                """
            ) { try $0[0] as String }
        }
        #expect(shown == [name, readOnly])
    }

    @Test("a hidden failure makes the commit fail, outside and inside")
    func hiddenFailure() throws {
        let connection = try connection()
        let failure = #expect(throws: PostgresFailure.self) {
            try connection.transaction { connection in
                try connection.execute("insert into t values (1)")
                // Hidden on purpose.
                _ = try? connection.execute("select nonsense")
            }
        }
        #expect(failure?.code == "PGS331")
        try connection.transaction { connection in
            #expect(throws: PostgresFailure.self) {
                try connection.transaction { connection in _ = try? connection.execute("select nonsense") }
            }
            try connection.execute("insert into t values (2)")
        }
        #expect(try rows(connection) == [2])
    }

    @Test("a constraint that is checked at the end fails the commit")
    func deferred() throws {
        let connection = try connection()
        let failure = #expect(throws: ServerFailure.self) {
            try connection.transaction { try $0.execute("insert into t values (1), (1)") }
        }
        #expect(failure?.sqlState == .uniqueViolation)
        #expect(connection.isInTransaction == false)
        #expect(try rows(connection) == [])
    }

    @Test("a failure keeps the first cause when the rollback fails too")
    func rollbackFailure() throws {
        let connection = try connection()
        let failure = #expect(throws: PostgresFailure.self) {
            try connection.transaction { connection in
                try connection.execute("savepoint mine")
                try connection.transaction { connection in
                    try connection.execute("rollback to savepoint mine")
                    throw Stop()
                }
            }
        }
        guard case .rollbackFailed(let cause, let rollback) = failure else {
            Issue.record("another failure: \(String(describing: failure))")
            return
        }
        #expect(cause is Stop)
        #expect(rollback is ServerFailure)
        #expect(failure?.detail?.contains("rollback failed too") == true)
        #expect(connection.isInTransaction == false)
    }

    @Test("serialization failures are busy, and can be caught by name")
    func serialization() throws {
        let one = try connection()
        let two = try TestDatabase.current.connect()
        try one.execute("insert into t values (1)")
        let failure = #expect(throws: ServerFailure.self) {
            try one.transaction(.repeatableRead) { one in
                _ = try rows(one)
                try two.execute("update t set a = 2")
                try one.execute("update t set a = 3")
            }
        }
        #expect(failure?.sqlState == .serializationFailure)
        #expect(failure?.kind == .busy)
    }

    @Test("a transaction whose connection dies says so with the cause")
    func death() throws {
        let connection = try connection()
        let other = try TestDatabase.current.connect()
        let failure = #expect(throws: ConnectionFailure.self) {
            try connection.transaction { connection in
                try connection.execute("insert into t values (1)")
                try other.execute("select pg_terminate_backend(\(connection.processIdentifier))")
                usleep(100_000)
                try connection.execute("insert into t values (2)")
            }
        }
        guard case .lost(_, .adminShutdown, _) = failure else {
            Issue.record("another failure: \(String(describing: failure))")
            return
        }
        #expect(failure?.kind == .unavailable)
        #expect(connection.isLost == true)
        #expect(throws: ConnectionFailure.self) { try connection.execute("select 1") }
        #expect(try rows(other) == [])
    }

    @Test("a connection that dies before the commit leaves the outcome unknown")
    func deathInCommit() throws {
        let connection = try connection()
        let other = try TestDatabase.current.connect()
        let failure = #expect(throws: ConnectionFailure.self) {
            try connection.transaction { connection in
                try connection.execute("insert into t values (1)")
                try other.execute("select pg_terminate_backend(\(connection.processIdentifier))")
                usleep(100_000)
            }
        }
        #expect(failure?.code == "PGS108")
        #expect(try rows(other) == [])
    }
}
