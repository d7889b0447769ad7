import Testing
import Vocabulary

@testable import Postgres

@Suite("Failures of the server")
struct ServerFailureTests {
    private func report(_ state: String, _ message: String) -> ServerReport {
        var report = ServerReport()
        report.sqlState = SQLState(rawValue: state)
        report.message = message
        return report
    }

    @Test(
        "the kind follows from the SQLSTATE",
        arguments: [
            ("23505", .conflict), ("23503", .conflict), ("42501", .denied), ("28P01", .unauthenticated),
            ("28000", .unauthenticated), ("53300", .busy), ("57P03", .unavailable),
            ("08006", .unavailable),
            ("55P03", .busy), ("40001", .busy), ("40P01", .busy), ("22P02", .invalidData),
            ("42P01", .internal),
            ("XX000", .internal), ("P0001", .internal), ("57014", .busy), ("42P07", .conflict),
        ] as [(String, FailureKind)])
    func kinds(state: String, kind: FailureKind) {
        #expect(SQLState(rawValue: state).kind == kind)
    }

    @Test("a catch can name the condition")
    func pattern() {
        let failure = ServerFailure(report("23505", "duplicate"), in: Statement("select 1"))
        do {
            throw failure as any Error
        } catch SQLState.uniqueViolation {
            // As wanted.
        } catch {
            Issue.record("the pattern did not match")
        }
    }

    @Test("the position is a caret under the statement's line")
    func caret() {
        var report = report("42703", "column \"nme\" does not exist")
        report.position = 15
        let failure = ServerFailure(report, in: Statement("select id,\n    nme\nfrom t where a = \(1)"))
        #expect(failure.detail == "SQLSTATE 42703\nstatement:2:4\n      nme\n     ^")
        #expect(failure.line == 2)
    }

    @Test("the position counts scalars, the caret characters, and lines may end as in Windows")
    func caretAfterAccents() {
        var report = report("42703", "no")
        report.position = 18
        let failure = ServerFailure(
            report, in: Statement(script: "-- e\u{301}te\u{301}\r\nselect x;\r\n", name: "0001.sql"))
        #expect(failure.detail == "SQLSTATE 42703\n0001.sql:2:8\n  select x; \n         ^")
    }

    @Test("a literal is starred out where the statement is shown")
    func literals() {
        let failure = ServerFailure(
            report("42704", "role does not exist"),
            in: Statement("alter role x password \(literal: "SCRAM-SHA-256$x")"))
        #expect(failure.detail == "SQLSTATE 42704\nstatement: alter role x password '***************'")
    }

    @Test(
        "a bound value is not repeated",
        arguments: [
            (
                #"invalid input syntax for type integer: "s3cret""#,
                "invalid input syntax for type integer: $1"
            ),
            (
                #"value "s3cret" is out of range for type integer"#,
                "value $1 is out of range for type integer"
            ),
            (#"malformed array literal: "{s3cret""#, "malformed array literal"),
        ])
    func values(message: String, shown: String) {
        var report = report("22P02", message)
        report.detail = "Token \"s3cret\" is invalid."
        report.context = "JSON data, line 1: s3cret"
        let failure = ServerFailure(report, in: Statement("select \("s3cret")::int"))
        #expect(failure.message == shown)
        #expect(!"\(failure)\(failure.detail ?? "")".contains("s3cret"))
    }

    @Test("a constraint's failure keeps its name and not the row")
    func constraints() {
        var report = report("23505", "duplicate key value violates unique constraint \"t_pkey\"")
        report.constraint = "t_pkey"
        report.table = "t"
        report.detail = "Key (a)=(s3cret) already exists."
        let failure = ServerFailure(report, in: Statement("insert into t values (\("s3cret"))"))
        #expect(failure.kind == .conflict)
        #expect(failure.constraint == "t_pkey")
        #expect(
            failure.detail
                == "SQLSTATE 23505, table 't', constraint 't_pkey'\nstatement: insert into t values ($1)")
    }

    @Test("a message of several lines becomes one, without control characters")
    func lines() {
        let failure = ServerFailure(
            report("P0001", "a\n\tb\u{1B}[31m\u{202E}c  d\n"), in: Statement("select 1"))
        #expect(failure.message == "a b [31m\\u{202e}c d")
    }
}
