import FoundationEssentials
import Operations
import Postgres
import Tenancy
import TestServer
import Testing
import Vocabulary

@Suite("Erasing more tables than the server has locks")
struct LockBudgetTests {
    @Test("a tenant whose schema cannot be dropped in one transaction is dropped in many")
    func manyTables() throws {
        try ServerFolder.lend { folder in
            let installation = ServerFolder.installation(state: "\(folder)/.socle")
            _ = try installation.startEmbeddedServer()
            try installation.connectProvisioner().execute("alter system set max_locks_per_transaction = 10")
            try installation.connectProvisioner().execute("alter system set max_connections = 20")
            _ = try installation.stopEmbeddedServer()
            _ = try installation.startEmbeddedServer()
            let tenant = try TenantIdentifier("nombreux")
            _ = try installation.apply(.sample(tenant))
            let base = try installation.connectProvisioner()
            // Each with a key and a text, thus with two indexes and a table for what is long; some refer to others.
            for start in stride(from: 0, to: 5_000, by: 20) {
                try base.execute(
                    """
                    do $$
                    begin
                        for number in \(raw: String(start)) .. \(raw: String(start + 19)) loop
                            execute format('create table nombreux_economie.t%s (n int primary key, t text)', number);
                        end loop;
                    end
                    $$
                    """)
            }
            try base.execute(
                "create view nombreux_data.v as select t0.t from nombreux_economie.t0 join nombreux_economie.t1 using (n)"
            )
            try base.execute("create view nombreux_analytics.w as select t from nombreux_data.v")
            for (one, other) in [("t2", "t3"), ("t3", "t2")] {
                try base.execute(
                    "alter table nombreux_economie.\(raw: one) add foreign key (n) references nombreux_economie.\(raw: other)"
                )
            }
            try base.execute("create table nombreux_economie.p (n int) partition by range (n)")
            try base.execute(
                "create table nombreux_economie.p1 partition of nombreux_economie.p for values from (0) to (9)")
            // What everybody's hand would do first.
            #expect(throws: ServerFailure.self) { try base.execute("drop schema nombreux_economie cascade") }

            let certificate = try installation.erase(
                tenant, by: .attestation("Essai."), exportFolder: nil, backupsEnd: Day("2099-01-01")
            ) { _ in }
            #expect(certificate.value["totals"]?["tables"]?.integer == 5_002)
            let left: Int? = try base.first("select count(*) from pg_namespace where nspname like 'nombreux%'") {
                try $0[0]
            }
            #expect(left == 0)
            print("erasure: 5,002 tables below a budget of locks that one transaction over them exceeds")
        }
    }
}
