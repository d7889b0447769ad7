import Postgres
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
}
