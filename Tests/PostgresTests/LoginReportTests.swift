import Testing
import Vocabulary

@testable import Postgres

@Suite("Reports of a refused login")
struct LoginReportTests {
    static let refusals = [
        (
            """
            connection to server on socket "/tmp/.s.PGSQL.5432" failed: FATAL:  28P01: no such password
            LOCATION:  auth_failed, auth.c:337

            """, "28P01"
        ),
        (
            """
            la connexion au serveur a échoué : FATAL:  3D000: la base de données « x » n'existe pas
            EMPLACEMENT :  InitPostgres, postinit.c:885
            """, "3D000"
        ),
        (
            """
            connection to server at "::1", port 5432 failed: Connection refused
            connection to server at "127.0.0.1", port 5432 failed: FATAL:  53300: too many clients already
            """, "53300"
        ),
        ("failed: FATAL:  28P01: no\nLOCATION:  a, b.c:1\nfailed: FATAL:  28000: no entry\n", "28P01"),
        ("failed: FATAL:  28000: no entry, SSL encryption\nfailed: FATAL:  28P01: password\n", "28P01"),
        ("failed: 致命的エラー:  57P03: データベースシステムは起動処理中です\n", "57P03"),
        ("failed: FATAL:  28000: no entry\n", "28000"),
    ]

    @Test("the SQLSTATE is found whatever the language", arguments: refusals)
    func states(report: String, state: String) {
        #expect(refusalState(in: report)?.rawValue == state)
    }

    @Test(
        "a report without one has none",
        arguments: [
            "", "connection to server failed: No such file or directory\n\tIs the server running locally?\n",
            "x:  12345", "could not translate host name \"a:  bcdef: g\" to address",
        ])
    func noState(report: String) {
        #expect(refusalState(in: report) == nil)
    }

    @Test("lines about the server's source are dropped")
    func locations() {
        let report = "failed: FATAL:  28P01: no\nDETAIL:  a, b\nLOCATION:  auth_failed, auth.c:337\n"
        #expect(withoutLocations(report) == "failed: FATAL:  28P01: no\nDETAIL:  a, b")
    }
}
