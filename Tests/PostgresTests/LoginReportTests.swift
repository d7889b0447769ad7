import Testing
import Vocabulary

@testable import Postgres

@Suite("Reports of a refused login")
struct LoginReportTests {
    @Test(
        "the SQLSTATE is found whatever the language",
        arguments: [
            (
                "connection to server on socket \"/tmp/.s.PGSQL.5432\" failed: FATAL:  28P01: password authentication failed for user \"x\"\nLOCATION:  auth_failed, auth.c:337\n",
                "28P01"
            ),
            (
                "la connexion au serveur a échoué : FATAL:  3D000: la base de données « x » n'existe pas\nEMPLACEMENT :  InitPostgres, postinit.c:885\n",
                "3D000"
            ),
            (
                "connection to server at \"::1\", port 5432 failed: Connection refused\nconnection to server at \"127.0.0.1\", port 5432 failed: FATAL:  53300: sorry, too many clients already\n",
                "53300"
            ),
            (
                "failed: FATAL:  28P01: password\nLOCATION:  a, b.c:1\nfailed: FATAL:  28000: no pg_hba.conf entry\n",
                "28P01"
            ),
            ("failed: FATAL:  28000: no entry, SSL encryption\nfailed: FATAL:  28P01: password\n", "28P01"),
            ("failed: FATAL:  28000: no entry\n", "28000"),
        ])
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
