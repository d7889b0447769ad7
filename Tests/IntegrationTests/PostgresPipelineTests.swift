import Postgres
import TestServer
import Testing

@Suite("Statements in one round trip", .database)
struct PostgresPipelineTests {
    private func connection() throws -> Connection {
        let connection = try TestDatabase.current.connect()
        try connection.execute("create table t (a int primary key deferrable initially deferred, b text)")
        return connection
    }

    private func rows(_ connection: borrowing Connection) throws -> [Int] {
        try connection.query("select a from t order by a") { try $0[0] }
    }

    @Test("all take effect in their order, with their values, whatever they answer and however much that is")
    func order() throws {
        let connection = try connection()
        try connection.execute([])
        let long = String(repeating: "é'", count: 100_000)
        try connection.execute((1...500).map { "insert into t values (\($0), \(long)) returning b" })
        try connection.execute(["update t set a = a + 500", "delete from t where a > 502", "select a from t"])
        #expect(try rows(connection) == [501, 502])
        #expect(connection.isInTransaction == false)
    }

    @Test("a failure names the statement that failed, and none of them was there")
    func failure() throws {
        let connection = try connection()
        let failure = try #require(throws: ServerFailure.self) {
            try connection.execute([
                "insert into t values (1)", "create schema made", "insert into nowhere values (\(2))",
                "insert into elsewhere values (3)",
            ])
        }
        #expect(failure.sqlState == .undefinedTable)
        #expect(failure.detail?.contains("insert into nowhere values ($1)") == true, "\(failure)")
        #expect(try rows(connection) == [])
        #expect(try connection.first("select to_regnamespace('made') is null") { try $0[0] as Bool } == true)
        let atEnd = try #require(throws: ServerFailure.self) {
            try connection.execute(["insert into t values (1)", "insert into t values (1)"])
        }
        #expect(atEnd.sqlState == .uniqueViolation)
        #expect(try rows(connection) == [])
    }

    @Test("what cannot be sent keeps the others back")
    func unsendable() throws {
        let connection = try connection()
        #expect(throws: PostgresFailure.self) {
            try connection.execute(["insert into t values (1)", "insert into t values (2, \("a\0b"))"])
        }
        #expect(try rows(connection) == [])
    }

    @Test("in a transaction they are a part of it, and fail with it")
    func transaction() throws {
        let connection = try connection()
        try connection.transaction { connection in
            try connection.execute(["insert into t values (1)", "insert into t values (2)"])
            #expect(connection.isInTransaction == true)
            #expect(throws: ServerFailure.self) {
                try connection.transaction { connection in
                    try connection.execute(["insert into t values (3)", "select 1 / 0"])
                }
            }
            try connection.execute(["insert into t values (4)"])
        }
        #expect(try rows(connection) == [1, 2, 4])
    }

    @Test("a connection that breaks on the way is known as lost")
    func lost() throws {
        let connection = try connection()
        #expect(throws: ConnectionFailure.self) {
            try connection.execute([
                "insert into t values (1)", "select pg_terminate_backend(pg_backend_pid())", "insert into t values (2)",
            ])
        }
        #expect(connection.isLost == true)
        #expect(try rows(TestDatabase.current.connect()) == [])
    }
}
