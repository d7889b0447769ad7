import Dispatch
import Postgres
import TestServer
import Testing
import Vocabulary

@Suite("Failures of a real server", .database)
struct PostgresFailureTests {
    @Test("a constraint's failure names schema, table, column and constraint")
    func constraint() throws {
        let connection = try TestDatabase.current.connect()
        try connection.execute(
            """
            create table t (
                a int constraint a_key unique, b int not null, c text constraint c_check check (c <> 'no'))
            """
        )
        try connection.execute("insert into t values (1, 1, 'x')")
        let unique = try #require(throws: ServerFailure.self) {
            try connection.execute("insert into t values (\(1), 1, 'x')")
        }
        #expect(unique.sqlState == .uniqueViolation)
        #expect(unique.constraint == "a_key")
        #expect(unique.table == "t")
        #expect(unique.schema == "public")
        #expect(unique.kind == .conflict)
        let missing = try #require(throws: ServerFailure.self) {
            try connection.execute("insert into t values (2)")
        }
        #expect(missing.sqlState == .notNullViolation)
        #expect(missing.column == "b")
        let checked = try #require(throws: ServerFailure.self) {
            try connection.execute("insert into t values (2, 2, \("no"))")
        }
        #expect(checked.constraint == "c_check")
        #expect(checked.severity == "ERROR")
    }

    @Test("a wrong name has a position and the server's hint")
    func position() throws {
        let connection = try TestDatabase.current.connect()
        try connection.execute("create table t (name text)")
        let failure = try #require(throws: ServerFailure.self) {
            try connection.query("select 1,\n    t.nme from t where name = \("x")")
        }
        #expect(failure.sqlState == .undefinedColumn)
        #expect(failure.position == 15)
        #expect(
            failure.detail == "SQLSTATE 42703\nstatement:2:5\n      t.nme from t where name = $1\n      ^")
        #expect(failure.hint == "Perhaps you meant to reference the column \"t.name\".")
        #expect(failure.kind == .internal)
    }

    @Test("no failure repeats a bound value")
    func secrecy() throws {
        let connection = try TestDatabase.current.connect()
        try connection.execute("create table t (a text primary key, j jsonb, n int)")
        try connection.execute("insert into t values (\("s3cret"))")
        let statements: [SQL] = [
            "insert into t values (\("s3cret"))", "select \("s3cret")::int",
            "select \("{\"a\": s3cret}")::jsonb",
            "select \(["s3cret"])::int[]", "select \("s3cret")::timestamptz",
            "insert into t (n) values (\("s3cret"))",
            "select date_part(\("s3cret"), now())", "create role x password \(literal: "s3cret") nonsense",
            "select \("s3cret") || nonsense",
        ]
        for statement in statements {
            let failure = try #require(throws: ServerFailure.self) { try connection.query(statement) }
            let shown =
                "\(failure) \(failure.detail ?? "") \(failure.hint ?? "") \(failure.serverMessage)"
            #expect(!shown.contains("s3cret"), "\(statement)")
        }
    }

    @Test("an error inside a function shows the function's query and stack")
    func functions() throws {
        let connection = try TestDatabase.current.connect()
        try connection.execute(
            """
            create function f() returns int language plpgsql
            as $$ begin return (select nme from pg_class); end $$
            """
        )
        let failure = try #require(throws: ServerFailure.self) { try connection.query("select f()") }
        #expect(failure.detail?.contains("(select nme from pg_class)") == true)
        #expect(failure.detail?.contains("PL/pgSQL function f() line 1 at RETURN") == true)
    }

    @Test("a right that is missing is denied")
    func denial() throws {
        let connection = try TestDatabase.current.connect()
        try connection.execute("create table t (a int)")
        try connection.execute("set role pg_monitor")
        let failure = try #require(throws: ServerFailure.self) { try connection.query("select * from t") }
        #expect(failure.kind == .denied)
    }

    @Test("a statement over its time is stopped by the server")
    func timeout() throws {
        var parameters = try TestDatabase.current.parameters
        parameters.settings["statement_timeout"] = "50ms"
        let connection = try Connection(to: parameters)
        let failure = try #require(throws: ServerFailure.self) { try connection.query("select pg_sleep(10)") }
        #expect(failure.sqlState == .queryCancelled)
        #expect(failure.kind == .busy)
        #expect(try connection.first("select 1") { try $0[0] as Int } == 1)
    }

    @Test("another thread cancels a statement, and the connection goes on")
    func cancel() throws {
        let connection = try TestDatabase.current.connect()
        let cancellation = connection.cancellation
        DispatchQueue(label: "a thread of its own").asyncAfter(deadline: .now() + 0.1) { cancellation.cancel() }
        let failure = try #require(throws: ServerFailure.self) { try connection.query("select pg_sleep(30)") }
        #expect(failure.sqlState == .queryCancelled)
        #expect(try connection.first("select 1") { try $0[0] as Int } == 1)
    }

    @Test("a cancellation after the connection's end does nothing")
    func lateCancel() throws {
        let cancellation: Cancellation
        do {
            let connection = try TestDatabase.current.connect()
            cancellation = connection.cancellation
        }
        cancellation.cancel()
    }

    @Test("a lock that is not had in time is busy")
    func lock() throws {
        let one = try TestDatabase.current.connect()
        let two = try TestDatabase.current.connect()
        try one.execute("create table t (a int)")
        try one.transaction { one in
            try one.execute("lock table t")
            let failure = #expect(throws: ServerFailure.self) {
                try two.transaction { try $0.execute("lock table t in access share mode nowait") }
            }
            #expect(failure?.sqlState == .lockNotAvailable)
            #expect(failure?.kind == .busy)
        }
    }
}
