import Dispatch
import FoundationEssentials
import Glibc
import Operations
import Postgres
import Subprocess
import Synchronization
import TestServer
import Testing
import Vocabulary

/// Deaths of the program and of the source in the middle of an adoption.
@Suite("An adoption that is broken off", .database)
struct BrokenAdoptionTests {
    /// Three batches of a table with a key, one without, a link between the two that have one, and a reject.
    private static let script = """
        create table clients (id int primary key, nom text);
        insert into clients select i, ' nom ' || i from generate_series(1, 50) i;
        create table lignes (id serial primary key, client int references clients, le text);
        insert into lignes (client, le) select 1 + i % 50, case i when 777 then '31/02/2020' else '01/02/2020' end
        from generate_series(1, $ROWS) i;
        create table sans_cle as select i % 7 as n from generate_series(1, 500) i;
        """

    @Test("dies at any step, and is finished or undone by the next run")
    func sweep() throws {
        try NastySource.lend(rows: 45_000, Self.script) { source in
            try SecretCommands.lend { commands in
                try CrashSweep(TenantAdoption.self, sample: 8) {
                    let tenant = try TestDatabase.current.newTenant()
                    try commands.declare(tenant)
                    let scene = AdoptionScene(commands: commands, source: source, tenant: tenant)
                    return CrashSweep.Scene(
                        command: try scene.command(), environment: commands.environment,
                        operation: [SocleRun.program, "--root", commands.root, "operation"],
                        number: {
                            Int(try scene.rows("select max(operation_id) from socle.operations")[0][0] ?? "") ?? 0
                        },
                        checkAnyway: { try checkReaders(scene) },
                        check: { end in try check(end, scene) })
                }.run()
            }
        }
    }

    /// Whoever reads sees all of it or nothing of it.
    private func checkReaders(_ scene: AdoptionScene) throws {
        let seen = try scene.rows(
            """
            select relname from pg_class join pg_namespace on pg_namespace.oid = relnamespace
            where nspname = '$T_data' and relkind = 'r' and has_table_privilege('$T_app', pg_class.oid, 'select')
            order by 1
            """
        ).compactMap { $0[0] }
        #expect(seen == [] || seen == ["clients", "lignes", "sans_cle"])
    }

    private func check(_ end: CrashSweep.End, _ scene: AdoptionScene) throws {
        #expect(try scene.rows("select count(*) from socle.secrets where kind = 'source'") == [["0"]])
        guard end == .completed else {
            #expect(try scene.relations() == [])
            #expect(
                try scene.rows(
                    "select count(*) from socle.loads join socle.datasets using (dataset_id) where schema_name = '$T_data'"
                )
                    == [["0"]])
            return
        }
        #expect(
            try scene.relations().map { $0.dropFirst(scene.tenant.text.count) } == [
                "_data.clients", "_data.clients_pkey", "_data.lignes", "_data.lignes_id_seq", "_data.lignes_pkey",
                "_data.sans_cle",
            ])
        #expect(
            try scene.rows(
                """
                select count(*), sum(id), count(distinct id), min(le)::text, max(le)::text,
                    (select count(*) from $T_data.clients where nom = 'nom ' || id),
                    (select count(*) from $T_data.sans_cle), (select sum(n) from $T_data.sans_cle)
                from $T_data.lignes
                """) == [
                    ["44999", "\(45_000 * 45_001 / 2 - 777)", "44999", "2020-02-01", "2020-02-01", "50", "500", "1497"]
                ])
        #expect(
            try scene.rows(
                """
                select table_name, state, rows_loaded, rows_rejected from socle.loads
                join socle.datasets using (dataset_id) where schema_name = '$T_data' order by 1
                """) == [
                    ["clients", "loaded", "50", "0"], ["lignes", "loaded", "44999", "1"],
                    ["sans_cle", "loaded", "500", "0"],
                ])
        #expect(
            try scene.rows(
                """
                select count(*) from socle.audit_events join socle.tenants using (tenant_id)
                where identifier = '$T' and action = 'tenant.adopted'
                """) == [["1"]])
    }

    @Test("killed between two batches goes on behind the last one that is whole, and loses and repeats no row")
    func killedBetweenBatches() throws {
        try NastySource.lend(rows: 100_000, Self.script) { source in
            try AdoptionScene.lend(source) { scene in
                let command = try scene.command()
                let deaths = 3
                for death in 1...deaths {
                    try killWhenLedgerHas(death, command, scene)
                    try checkReaders(scene)
                    // What is made already is nobody's yet: neither a plan nor drift speaks of it.
                    let plan = try scene.commands.socle(["tenant", "plan", "\(scene.tenant)"])
                    #expect(plan.text == "Nothing to do.\n", "\(plan.text)\(plan.errorOutput)")
                    let drift = try scene.commands.socle(["tenant", "drift", "\(scene.tenant)"])
                    #expect(drift.text == "No drift.\n", "\(drift.text)\(drift.errorOutput)")
                }
                let run = try scene.commands.socle(Array(command.dropFirst(3)))
                #expect(run.exitCode == 0, "\(run.errorOutput)")
                #expect(
                    try scene.rows("select count(*), count(distinct id) from $T_data.lignes") == [["99999", "99999"]])
                #expect(try scene.report("data.md").contains("| 100000 | 99999 | 1 |"))
                print("deaths between batches: \(deaths)")
            }
        }
    }

    /// Runs the command and kills it as soon as the ledger has so many lines.
    private func killWhenLedgerHas(_ lines: Int, _ command: [String], _ scene: AdoptionScene) throws {
        var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
        var environment: [UnsafeMutablePointer<CChar>?] =
            scene.commands.environment.map { strdup("\($0)=\($1)") } + [strdup("PATH=/usr/bin:/bin"), nil]
        defer { for pointer in arguments + environment { free(pointer) } }
        var process = pid_t()
        try #require(posix_spawn(&process, command[0], nil, nil, &arguments, &environment) == 0)
        let deadline = ContinuousClock.now + .seconds(60)
        var isDone = false
        while ContinuousClock.now < deadline, !isDone {
            let found = try scene.rows(
                """
                select nspname || '.' || relname from pg_class join pg_namespace on pg_namespace.oid = relnamespace
                where nspname = '$T_data' and relname like 'socle\\_adopt\\_%\\_batches'
                """)
            if let ledger = found.first?[0],
                let count = try? scene.rows("select count(*) from \(ledger)").first?[0].flatMap({ Int($0) })
            {
                isDone = count >= lines
            }
        }
        #expect(isDone, "no batch was seen")
        kill(process, SIGKILL)
        var status: Int32 = 0
        waitpid(process, &status, 0)
        // The server sees the death of a client when it next looks.
        usleep(200_000)
    }

    @Test("a source that is gone in the middle is named, and what is there is gone on with when it is back")
    func sourceGone() throws {
        try NastySource.lend(rows: 100_000, Self.script) { source in
            try AdoptionScene.lend(source) { scene in
                let command = Array(try scene.command().dropFirst(3))
                let outcome = Mutex<SecretCommands.Run?>(nil)
                let adoption = DispatchGroup()
                DispatchQueue(label: "a thread of its own").async(group: adoption) {
                    let run = try? scene.commands.socle(command)
                    outcome.withLock { $0 = run }
                }
                let hand = try source.connect()
                let deadline = ContinuousClock.now + .seconds(60)
                var ended = 0
                while ContinuousClock.now < deadline, ended == 0 {
                    ended =
                        try hand.first(
                            """
                            select count(pg_terminate_backend(pid)) from pg_stat_activity
                            where usename = \(source.login) and query like 'copy (select%lignes%'
                            """
                        ) { try $0[0] } ?? 0
                }
                #expect(ended == 1)
                adoption.wait()
                let run = try #require(outcome.withLock { $0 })
                #expect(run.exitCode == 69, "\(run.exitCode) \(run.errorOutput)")
                #expect(run.errors.first == "connection to PostgreSQL was lost", "\(run.errorOutput)")
                #expect(run.errorOutput.contains("operation resume"), "\(run.errorOutput)")
                try checkReaders(scene)
                let again = try scene.commands.socle(command)
                #expect(again.exitCode == 0, "\(again.errorOutput)")
                #expect(
                    try scene.rows("select count(*), count(distinct id) from $T_data.lignes") == [["99999", "99999"]])
            }
        }
    }

    @Test("of two at once one is told who holds it, and his wrong password spoils nothing")
    func twoAtOnce() throws {
        try NastySource.lend(rows: 100, Self.script) { source in
            try AdoptionScene.lend(source) { scene in
                let first = try source.connect()
                // The first waits at a table that somebody holds, longer than the second needs.
                let command = Array(try scene.command().dropFirst(3))
                let outcome = Mutex<SecretCommands.Run?>(nil)
                let adoption = DispatchGroup()
                try first.transaction { first in
                    try first.execute("lock table lignes in access exclusive mode")
                    DispatchQueue(label: "a thread of its own").async(group: adoption) {
                        let run = try? scene.commands.socle(command)
                        outcome.withLock { $0 = run }
                    }
                    let deadline = ContinuousClock.now + .seconds(20)
                    while ContinuousClock.now < deadline,
                        try scene.rows("select count(*) from socle.operations where session_pid is not null") == [["0"]]
                    {
                        usleep(10_000)
                    }
                    let second = try scene.adopt(password: "falsch")
                    #expect(second.exitCode == 75, "\(second.errorOutput)")
                    #expect(second.errors.first?.contains("is under way since") == true, "\(second.errorOutput)")
                }
                adoption.wait()
                #expect(outcome.withLock { $0 }?.exitCode == 0)
            }
        }
    }

    @Test("a source that changes while it is read is refused")
    func sourceChanges() throws {
        try NastySource.lend(rows: 100, Self.script) { source in
            try AdoptionScene.lend(source) { scene in
                var environment = scene.commands.environment
                environment["SOCLE_FAIL_AT"] = "tenant.adopt/data:after"
                let broken = SecretCommands(root: scene.commands.root, environment: environment)
                let command = Array(try scene.command().dropFirst(3))
                #expect(try broken.socle(command).exitCode == 86)
                try source.connect().execute("update sans_cle set n = n + 1 where ctid = '(0,1)'")
                let run = try scene.commands.socle(command)
                #expect(
                    run.errors == ["the source changed while it was adopted: 'public.sans_cle'"], "\(run.errorOutput)")
                #expect(try scene.socle("operation", "undo", "1").exitCode == 0)
                #expect(try scene.relations() == [])
            }
        }
    }
}

extension AdoptionScene {
    /// The whole command, which is the same each time.
    func command() throws -> [String] {
        let file = "\(commands.root)/password"
        try Data(source.password.utf8).write(to: URL(filePath: file))
        chmod(file, 0o600)
        return [
            SocleRun.program, "--root", commands.root, "tenant", "adopt", tenant.text, "--from", source.address, "--to",
            reports, "--password-file", file,
        ]
    }
}
