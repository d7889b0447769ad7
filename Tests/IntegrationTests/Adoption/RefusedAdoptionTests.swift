import FoundationEssentials
import Operations
import Postgres
import TestServer
import Testing
import Vocabulary

/// What goes wrong leaves nothing behind, and says what it was.
@Suite("An adoption that is refused", .database)
struct RefusedAdoptionTests {
    @Test("a dry run changes nothing, not even for a tenant that is not made yet, and writes over nobody's plan")
    func dryRun() throws {
        try NastySource.lend { source in
            try AdoptionScene.lend(source) { scene in
                let before = try source.dump()
                for _ in 0..<2 {
                    let run = try scene.adopt("--dry-run")
                    try #require(run.exitCode == 0, "\(run.errorOutput)")
                }
                #expect(try source.dump() == before)
                #expect(try scene.rows("select count(*) from socle.registry where identifier = '$T'") == [["0"]])
                #expect(try scene.rows("select count(*) from socle.operations") == [["0"]])
                #expect(try scene.rows("select count(*) from socle.secrets") == [["0"]])
                #expect(try scene.report("plan.yml") == scene.report("plan-proposed.yml"))
                let followed = try scene.adopt("--plan", "\(scene.reports)/plan.yml", "--max-rejects", "50%")
                #expect(followed.exitCode == 0, "\(followed.errorOutput)")
                #expect(try scene.report("plan-followed.yml") == scene.report("plan.yml"))
            }
        }
    }

    @Test("a wrong password, a database that is not there and a password in the address are named and leave nothing")
    func wrongDoor() throws {
        try NastySource.lend(rows: 1) { source in
            try AdoptionScene.lend(source) { scene in
                let wrong = try scene.adopt(password: "falsch")
                #expect(wrong.exitCode == 77, "\(wrong.exitCode) \(wrong.errorOutput)")
                #expect(wrong.errors.first?.contains("refused the password") == true, "\(wrong.errorOutput)")
                #expect(try scene.rows("select state from socle.operations") == [])
                #expect(try scene.rows("select count(*) from socle.secrets where kind = 'source'") == [["0"]])
                let gone = try scene.commands.socle([
                    "tenant", "adopt", scene.tenant.text, "--from",
                    source.address.replacing(source.database, with: "nowhere"), "--dry-run", "--to", scene.reports,
                ])
                #expect(gone.exitCode != 0)
                let shown = try scene.commands.socle([
                    "tenant", "adopt", scene.tenant.text, "--from", "postgresql://x:geheim@localhost/y", "--dry-run",
                ])
                #expect(shown.exitCode == 64 && !shown.errorOutput.contains("geheim"), "\(shown.errorOutput)")
                let unknown = try scene.commands.socle([
                    "tenant", "adopt", "nobody", "--from", source.address, "--dry-run",
                ])
                #expect(unknown.errors.first?.contains("no tenant 'nobody' is declared") == true)
                // What was refused before it began has taken no number.
                let right = try scene.adopt("--max-rejects", "50%")
                #expect(right.exitCode == 0, "\(right.errorOutput)")
                #expect(try scene.rows("select operation_id from socle.operations") == [["1"]])
            }
        }
    }

    @Test("what the source's login may not read is an obstacle with its name, and is not taken")
    func fewRights() throws {
        try NastySource.lend(rows: 5) { source in
            try AdoptionScene.lend(source) { scene in
                let hand = try source.connect()
                let login = try Identifier(source.login)
                try hand.execute("revoke all on secrets from \(identifier: login)")
                try hand.execute("revoke all on mesures from \(identifier: login)")
                try hand.execute("grant select (jour) on mesures to \(identifier: login)")
                try hand.execute("alter table animaux enable row level security")
                try hand.execute("revoke usage on schema public from public")
                let run = try scene.adopt("--max-rejects", "50%")
                try #require(run.exitCode == 0, "\(run.errorOutput)")
                let audit = try scene.report("audit.md")
                for line in [
                    "| obstacle | unreadable | public.secrets |",
                    "| obstacle | unreadable-columns | public.mesures | no right to read v | not taken |",
                    "| obstacle | hidden-rows | public.animaux |",
                ] {
                    #expect(audit.contains(line), "\(line)")
                }
                #expect(try scene.rows("select count(jour) from $T_data.mesures") == [["701"]])
                let names = try scene.relations()
                #expect(
                    !names.contains("\(scene.tenant)_data.secrets") && !names.contains("\(scene.tenant)_data.animaux"))
                #expect(try scene.report("structure.md").contains("mesures\\_pkey") == false)
            }
        }
    }

    /// A parent with a date that never was, and a child.
    private static let regie = """
        create table clients (id int primary key, nom text, ne_le text);
        create table factures (id int primary key, client int references clients, montant text);
        insert into clients select i, case when i % 2 = 0 then 'a ' else 'b' end || i % 4, '31/12/2000'
        from generate_series(1, 100) i;
        update clients set ne_le = '31/02/2000' where id = 7;
        insert into factures select i, i, '1,5' from generate_series(1, 100) i;
        """

    @Test(
        "rows that point at a refused one, too many rejects and a broken key fail the adoption, and undoing leaves nothing"
    )
    func failures() throws {
        try NastySource.lend(Self.regie) { source in
            try AdoptionScene.lend(source) { scene in
                let orphans = try scene.adopt()
                #expect(orphans.errors.first?.contains("1 row of '\(scene.tenant)_data.factures' points") == true)
                let empty = ["operation", "undo"]
                func undo() throws {
                    let number = try scene.rows("select max(operation_id) from socle.operations")[0][0] ?? ""
                    let run = try scene.commands.socle(empty + [number])
                    #expect(run.exitCode == 0, "\(run.errorOutput)")
                    #expect(try scene.relations() == [])
                    #expect(try scene.rows("select count(*) from socle.secrets where kind = 'source'") == [["0"]])
                }
                #expect(try !scene.relations().isEmpty)
                try undo()

                _ = try scene.adopt("--dry-run")
                let plan = try scene.report("plan.yml")
                func follow(_ text: String, _ options: String...) throws -> SecretCommands.Run {
                    let path = "\(scene.commands.root)/edited.yml"
                    try Data(text.utf8).write(to: URL(filePath: path))
                    return try scene.commands.socle(
                        [
                            "tenant", "adopt", scene.tenant.text, "--from", source.address, "--to", scene.reports,
                            "--password-stdin", "--plan", path,
                        ] + options, input: Array(source.password.utf8))
                }
                let child = try #require(plan.firstRange(of: "  table: factures\n"))
                let alone = String(plan[..<child.lowerBound]) + "  table: factures\n  take: false\n"
                let strict = try follow(alone, "--max-rejects", "0")
                #expect(strict.errors.first?.contains("1 of 100 rows of '\(scene.tenant)_data.clients'") == true)
                #expect(try scene.report("validation.md").contains("| no such date or time | 1 | 99/99/9999 |"))
                try undo()
                let left = try follow(plan + "  leave: [factures_client_fkey]\n")
                #expect(left.exitCode == 0, "\(left.errorOutput)")
                #expect(try scene.report("structure.md").contains("factures_client_fkey | the plan leaves it"))
                #expect(
                    try scene.rows("select count(*), min(montant)::text from $T_data.factures") == [["100", "1.5"]])
            }
        }
    }

    @Test("a key that cleaning breaks is told with the number of rows, and a plan with a mistake with its place")
    func brokenKey() throws {
        let script = "create table t (code text primary key); insert into t values ('a'), ('a '), ('b');"
        try NastySource.lend(script) { source in
            try AdoptionScene.lend(source) { scene in
                let run = try scene.adopt()
                #expect(run.errors.first == "1 row of '\(scene.tenant)_data.t' repeats the key 'code'")
                #expect(try scene.socle("operation", "undo", "1").exitCode == 0)
                let path = "\(scene.commands.root)/plan.yml"
                let plan =
                    "version: 1\ntables:\n- {schema: public, table: t, name: t, columns: [{column: code, nam: x}]}\n"
                try Data(plan.utf8).write(to: URL(filePath: path))
                let wrong = try scene.adopt("--plan", path)
                #expect(wrong.errorOutput.contains("plan.yml:3:"), "\(wrong.errorOutput)")
                #expect(try scene.rows("select count(*) from socle.operations") == [["1"]])
            }
        }
    }

    @Test("a database without an encoding becomes UTF-8")
    func noEncoding() throws {
        let script = #"""
            create table t (id int primary key, nom text);
            insert into t values (1, convert_from('\xc974e9'::bytea, 'SQL_ASCII'));
            """#
        try NastySource.lend(script, encoding: "SQL_ASCII") { source in
            try AdoptionScene.lend(source) { scene in
                let run = try scene.adopt()
                #expect(run.exitCode == 0, "\(run.errorOutput)")
                #expect(try scene.rows("select nom from $T_data.t") == [["Été"]])
                #expect(try scene.report("audit.md").contains("no-encoding"))
            }
        }
    }

    @Test("more than the tenant may store is refused before anything is made")
    func tooLarge() throws {
        try NastySource.lend("create table t as select i, repeat('x', 100) as x from generate_series(1, 20000) i") {
            source in
            try AdoptionScene.lend(source) { scene in
                let file = "\(scene.commands.root)/tenants/development/\(scene.tenant).yml"
                let text = String(decoding: try Data(contentsOf: URL(filePath: file)), as: UTF8.self)
                try Data((text + "limits:\n  storage_gb: 0.001\n").utf8).write(to: URL(filePath: file))
                let run = try scene.adopt("--dry-run")
                #expect(run.errors.first?.contains("more than the 1 MB") == true, "\(run.errorOutput)")
            }
        }
    }
}
