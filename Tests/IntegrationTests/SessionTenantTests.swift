import Postgres
import TestServer
import Testing

@Suite("Whose session it is", .database)
struct SessionTenantTests {
    @Test("is found by an index, whatever the number of logins")
    func index() throws {
        let connection = try TestDatabase.current.connect()
        try connection.transaction { connection in
            // Then all rows are read only where no index serves.
            try connection.execute("set local enable_seqscan = off")
            _ = try connection.query("select socle.session_tenant()")
            let scans: Int? = try connection.first(
                "select seq_scan from pg_stat_xact_user_tables where relid = 'socle.logins'::regclass"
            ) { try $0[0] }
            #expect(scans == 0)
        }
    }
}
