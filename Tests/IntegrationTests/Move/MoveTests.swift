import Audit
import Dispatch
import FoundationEssentials
import Glibc
import Journal
import Operations
import Postgres
import Synchronization
import TestServer
import Testing
import Vocabulary

@testable import Tenancy

@Suite("Moves between places", .database)
struct MoveTests {
    @Test("from the base into a database of its own and back, everything of a tenant is as it was")
    func thereAndBack() throws {
        try MoveWorld.lend { world in
            let portrait = try world.portrait()
            let passwords = try ["admin", "app", "etl", "metabase"].map { purpose in
                try world.installation.parameters(
                    forLogin: Identifier("\(world.tenant)_\(purpose)"), of: world.tenant
                ).password
            }
            var moves = 0
            for placement in [Placement.database, .schema, .database] {
                let waiting = try world.move(to: placement)
                #expect(waiting.state == .waiting)
                #expect(try world.registered.placement == placement)
                MoveWorld.expectSame(portrait, try world.portrait(), "at \(placement)")
                try world.expectWhole("at \(placement)")
                let done = try world.installation.resumeOperation(waiting.number, confirmed: true) { _ in }
                #expect(done.state == .completed)
                MoveWorld.expectSame(portrait, try world.portrait(), "at \(placement), confirmed")
                try world.expectWhole("at \(placement), confirmed")
                moves += 1
            }
            let after = try ["admin", "app", "etl", "metabase"].map { purpose in
                try world.installation.parameters(
                    forLogin: Identifier("\(world.tenant)_\(purpose)"), of: world.tenant
                ).password
            }
            #expect(passwords == after)
            // Of the old place nothing is left.
            let left = try texts(
                """
                select 'schema ' || nspname from pg_namespace where nspname like \("\(world.tenant)\\_%")
                union all select 'tenant' from socle.tenants where identifier = \(world.tenant)
                union all select 'load' from socle.loads where source = 'test.csv'
                """, world.database.connect())
            #expect(left == [])
            print("moves: \(moves) there and back, \(portrait.count) facts of a tenant compared after each half")
        }
    }

    @Test("writers go on but for a moment, and not one row of theirs is lost")
    func writersAtWork() throws {
        try MoveWorld.lend(rows: 200_000) { world in
            try world.login("etl").execute("create table \(raw: world.schema).passages (n bigint primary key)")
            let acknowledged = Mutex<[Int64]>([])
            let longest = Mutex(Duration.zero)
            let isDone = Mutex(false)
            let writing = DispatchGroup()
            DispatchQueue(label: "a thread of its own").async(group: writing) {
                var number: Int64 = 0
                var last = ContinuousClock.now
                while !isDone.withLock({ $0 }) {
                    guard let app = try? world.login("app") else { continue }
                    while !isDone.withLock({ $0 }) {
                        number += 1
                        let insert: SQL = "insert into \(raw: world.schema).passages values (\(number))"
                        guard (try? app.execute(insert)) != nil else { break }
                        let now = ContinuousClock.now
                        longest.withLock { [last] in $0 = max($0, now - last) }
                        last = now
                        acknowledged.withLock { $0.append(number) }
                        usleep(2_000)
                    }
                }
            }
            let waiting = try world.move(to: .database)
            usleep(300_000)
            isDone.withLock { $0 = true }
            writing.wait()
            #expect(waiting.state == .waiting)
            let there = try Set(
                world.login("app").query("select n from \(raw: world.schema).passages") { try $0[0] as Int64 })
            let lost = acknowledged.withLock { $0 }.filter { !there.contains($0) }
            #expect(lost == [])
            try world.expectWhole("after writers")
            let rows = try world.login("app").first("select count(*) from \(raw: world.schema).lieux") {
                try $0[0] as Int
            }
            #expect(rows == 200_000)
            let steps = try waiting.steps(in: world.database.connect())
            let paused = steps.first { $0.name == "catch-up" }?.detail
            print(
                """
                moves: 400000 rows and more moved while \(there.count) were written; the longest pause of a writer was \
                \(longest.withLock { $0 }), catching up: \(paused?.description ?? "")
                """)
            // What was written in the new place would be lost.
            do {
                _ = try world.installation.undoOperation(waiting.number) { _ in }
                Issue.record("undone over new rows")
            } catch let failure as MoveFailure {
                #expect(failure.code == "MOV108", "\(failure)")
            }
            try world.login("app").execute("insert into \(raw: world.schema).passages values (-1)")
            let done = try world.installation.resumeOperation(waiting.number, confirmed: true) { _ in }
            #expect(done.state == .completed)
            try world.expectWhole("confirmed")
        }
    }

    @Test("a move that nobody wrote behind is taken back as if it had not been")
    func undone() throws {
        try MoveWorld.lend { world in
            let portrait = try world.portrait()
            let file = try String(contentsOfFile: world.file, encoding: .utf8)
            for round in 1...2 {
                let waiting = try world.move(to: .database)
                let undone = try world.installation.undoOperation(waiting.number) { _ in }
                #expect(undone.state == .undone)
                #expect(try world.registered.placement == .schema)
                MoveWorld.expectSame(portrait, try world.portrait(), "undone \(round)")
                try world.expectWhole("undone \(round)")
                #expect(try String(contentsOfFile: world.file, encoding: .utf8) == file)
                let left = try texts(
                    """
                    select datname from pg_database where datname = \("socle_\(world.tenant)")
                    union all select name from socle.derived_names where kind = 'database' and name = \("socle_\(world.tenant)")
                    union all select tgname from pg_trigger where tgname = 'socle_touch'
                    """, world.database.connect())
                #expect(left == [])
            }
        }
    }

    @Test("another tier brings another place, and what it does not give is refused by name before anything is begun")
    func upgraded() throws {
        try MoveWorld.lend(rows: 5000) { world in
            func refusal(_ body: () throws -> Operation) -> String {
                do { return "\(try body().state)" } catch { return (error as? any Failure)?.code.text ?? "\(error)" }
            }
            func upgrade(_ tier: Tier) throws -> Operation {
                try world.installation.moveTenant(world.tenant, tier: tier, placement: nil, server: nil) { _ in }
            }
            let before = try String(contentsOfFile: world.file, encoding: .utf8)
            #expect(refusal { try world.move(to: .schema) } == "MOV101")
            #expect(refusal { try world.move(to: .cluster) } == "TEN116")
            try Data((before + "limits: {storage_gb: 0.001}\n").utf8).write(to: URL(filePath: world.file))
            #expect(refusal { try world.move(to: .database) } == "MOV103")
            #expect(refusal { try upgrade(.free) } == "MOV103")
            try Data(before.utf8).write(to: URL(filePath: world.file))
            // A view over what stays behind.
            let etl = try world.login("etl")
            try world.database.connect().execute("create table public.reste (n integer)")
            try world.database.connect().execute("grant select on public.reste to public")
            try etl.execute("create view \(raw: world.schema).dehors as select n from public.reste")
            #expect(refusal { try world.move(to: .database) } == "MOV105")
            try etl.execute("drop view \(raw: world.schema).dehors")
            #expect(try Operation.list(openOnly: false, limit: 9, in: world.database.connect()).isEmpty)
            #expect(try String(contentsOfFile: world.file, encoding: .utf8) == before)

            let portrait = try world.portrait()
            // Down in the same place, which nobody has to confirm.
            let down = try upgrade(.free)
            // What was refused has taken no number.
            #expect(down.state == .completed && down.number == 1, "\(down)")
            #expect(try world.registered.tier == .free)
            let declared = try String(contentsOfFile: world.file, encoding: .utf8)
            #expect(declared == before.replacing("tenant_type: standard", with: "tenant_type: free"))
            try world.expectWhole("free")
            #expect(refusal { try upgrade(.free) } == "MOV111")
            // Up again, to the place that belongs to the tier, although the file names the present one.
            let waiting = try upgrade(.standard)
            #expect(waiting.state == .waiting)
            #expect(try world.registered.placement == .database)
            MoveWorld.expectSame(portrait, try world.portrait(), "standard")
            try world.expectWhole("standard")
        }
    }

    @Test("a move that dies at any step is finished, or taken back")
    func crashes() throws {
        try InstallationFolder.lend { root in
            try CrashSweep(MoveTenant.self, sample: 6) {
                let world = try MoveWorld(root: root, rows: 10, tier: "standard")
                let portrait = try world.portrait()
                let socle = [SocleRun.program, "--root", root]
                return CrashSweep.Scene(
                    command: socle + ["tenant", "move", world.tenant.text, "--to", "database"],
                    environment: CrashPlace.environment(world.database), operation: socle + ["operation"],
                    number: { try CrashPlace.lastOperation(world.database) },
                    check: { end in
                        #expect(try world.registered.placement == (end == .completed ? .database : .schema))
                        MoveWorld.expectSame(portrait, try world.portrait(), "\(end)")
                        try world.expectWhole("\(end)")
                        let roles = try texts(
                            "select rolname from pg_roles where rolname like \("% of \(world.tenant)")",
                            world.database.connect())
                        #expect(roles == [])
                    })
            }.run()
        }
    }
}
