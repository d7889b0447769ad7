import Postgres
import TestServer
import Testing
import Vocabulary

@Suite("Scripts", .database)
struct PostgresScriptTests {
    @Test("a script is several statements in one transaction")
    func several() throws {
        let connection = try TestDatabase.current.connect()
        try connection.executeScript("create table t (a int);\ninsert into t values (1);\n-- end\n")
        #expect(throws: ServerFailure.self) {
            try connection.executeScript("insert into t values (2); select 1 / 0; insert into t values (3)")
        }
        #expect(try connection.query("select a from t") { try $0[0] as Int } == [1])
        try connection.executeScript("")
    }

    @Test("a failing script names the file, the line and the column")
    func line() throws {
        let connection = try TestDatabase.current.connect()
        let failure = try #require(throws: ServerFailure.self) {
            try connection.executeScript(
                "create table t (a int);\n\nselect 1,\n    nme from t;\n", named: "0001_create.sql")
        }
        #expect(failure.line == 4)
        #expect(failure.detail == "SQLSTATE 42703\n0001_create.sql:4:5\n      nme from t;\n      ^")
    }

    @Test("a statement that fails as it runs names the line on which it begins")
    func lineOfStatement() throws {
        let connection = try TestDatabase.current.connect()
        let script = """
            create table t (a int primary key);
            -- One, and; one.
            insert into t values (1); select $$;$$;

            insert into t
            values (1);
            drop table t;
            """
        let failure = try #require(throws: ServerFailure.self) {
            try connection.executeScript(script, named: "0002_fill.sql")
        }
        #expect(failure.sqlState == .uniqueViolation)
        #expect(failure.line == 5)
        #expect(failure.detail?.hasSuffix("\n0002_fill.sql:5:1\n  insert into t\n  ^") == true)
    }

    @Test("functions with bodies of every kind run and do not shift the lines")
    func functions() throws {
        let connection = try TestDatabase.current.connect()
        let script = """
            create function f(a int) returns int language sql
            begin atomic
                select case when a > 0 then 1 else 2 end;
                select 3;
            end;
            create function g() returns void language plpgsql as $body$
            begin
                perform 1;
            end
            $body$;
            create table t (a int);
            create rule r as on delete to t do also (select 1; select 2);
            select 1 / (f(1) - 3);
            """
        let failure = try #require(throws: ServerFailure.self) { try connection.executeScript(script) }
        #expect(failure.line == 13)
    }
}
