import Audit
import Backup
import FoundationEssentials
import Glibc
import Guard
import Journal
import Operations
import Postgres
import Settings
import Tenancy
import TestServer
import Testing
import Vault
import Vocabulary

@Suite("Archiving tenants", .database)
struct ArchiveTests {
    private let database = TestDatabase.current

    private func archive(_ world: MoveWorld, to folder: String? = nil) throws -> TenantArchive {
        try world.installation.archive(world.tenant, reason: "Contrat suspendu.", to: folder) { _ in }
    }

    private func resume(_ world: MoveWorld, from folder: String? = nil) throws {
        let isRestored = try world.installation.resume(world.tenant, reason: "Il reprend.", from: folder) { _ in }
        #expect(isRestored)
    }

    /// What the servers still have of the data of a tenant.
    static func traces(of world: MoveWorld) throws -> [String] {
        let server = try world.registered.place.server
        let cluster = try world.installation.connectProvisioner(
            to: DataPlace(server: server, database: Identifier("postgres")))
        return try world.database.connect().query(
            """
            select 'schema ' || nspname from pg_namespace where starts_with(nspname, \("\(world.tenant)_")::text)
            union all select 'load' from socle.loads join socle.tenants using (tenant_id) where identifier = \(world.tenant)
            union all select 'row of tenants' from socle.tenants where identifier = \(world.tenant)
            """
        ) { row -> String in try row[0] }
            + cluster.query(
                """
                select 'database ' || datname from pg_database where datname = \("socle_\(world.tenant)")
                union all select 'role ' || rolname from pg_roles where rolname like \("% of \(world.tenant)")
                union all select 'open ' || rolname from pg_roles
                    where starts_with(rolname, \("\(world.tenant)_")::text) and rolcanlogin
                """
            ) { row -> String in try row[0] }
    }

    /// What the failure of a call is, or that there was none.
    private func code(_ body: () throws -> Void) -> String {
        do {
            try body()
            return "none"
        } catch let list as FailureList {
            return list.failures.map(\.code.text).joined(separator: " ")
        } catch {
            return (error as? any Failure)?.code.text ?? "\(error)"
        }
    }

    @Test(
        "the data goes and comes back as it was, twice, and everything in between knows where it is",
        arguments: [Placement.schema, .database])
    func thereAndBack(_ placement: Placement) throws {
        try InstallationFolder.lend { root in
            let world = try MoveWorld(root: root, rows: 50, tier: "standard", placement: placement)
            let installation = world.installation
            let base = try database.connect()
            let tenantID = try world.registered.tenantID
            let portrait = try world.portrait()
            let anchors = "\(installation.settings.stateDirectory)/anchors.jsonl"
            _ = try installation.anchorAudit(file: anchors, command: nil)
            let app = try world.login("app")
            func chains() throws -> [String] {
                let verdict = try installation.verifyAudit(
                    .identity(tenantID), anchorFiles: [anchors], publicKeyFiles: [])
                #expect(verdict.isSound, "\(verdict)")
                return verdict.chains.map { "\($0.chain.database)" }.sorted()
            }
            let before = try chains()
            #expect(before.count == (placement == .schema ? 1 : 2))

            let archived = try archive(world)
            #expect(try world.registered.state == .archived)
            #expect(app.isLost || (try? app.execute("select 1")) == nil)
            #expect(throws: LifeFailure.notOpen(world.tenant, .archived)) { _ = try world.login("app") }
            #expect(try Self.traces(of: world) == [])
            #expect(try installation.checkBackup(in: archived.folder).rows == archived.rows)
            #expect(try installation.archive(of: world.tenant)?.folder == archived.folder)
            #expect(try chains() == before)
            #expect(try installation.anchorAudit(file: anchors, command: nil).retreats.isEmpty)

            // Its file has no say, whatever it says.
            let file = try String(contentsOfFile: world.file, encoding: .utf8)
            for text in [file, file.replacing("themes: [economie]", with: "themes: [logement]")] {
                try Data(text.utf8).write(to: URL(filePath: world.file))
                let plan = try installation.plan(world.configuration)
                #expect(plan.isEmpty && plan.notes.count == 1, "\(plan)")
                #expect(try installation.apply(world.configuration).isEmpty)
                try installation.apply([world.configuration], jobs: 2) { #expect($0.isEmpty) }
            }
            try Data(file.utf8).write(to: URL(filePath: world.file))
            // Who opens a login by hand opens nothing that lasts.
            try base.execute("alter role \(raw: "\(world.tenant)_app") login connection limit 5")
            #expect(try installation.plan(world.configuration).changes.count == 1)
            _ = try installation.apply(world.configuration)
            #expect(try Self.traces(of: world) == [])

            #expect(try installation.drift(of: nil, isDeep: false).isEmpty)
            #expect(try installation.usage(of: [world.tenant]).allSatisfy { ($0.storageBytes ?? 0) == 0 })
            let other = try database.makeTenant()
            let refusals: [(String, () throws -> Void)] = [
                ("LIF105", { _ = try installation.drift(of: [world.tenant], isDeep: false) }),
                ("LIF105", { _ = try installation.backUp(world.tenant, to: "\(root)/backup") { _ in } }),
                ("LIF105", { _ = try installation.channel(.metabase, of: world.tenant) }),
                ("LIF105", { _ = try installation.processingRegister(of: world.configuration) }),
                ("LIF105", { _ = try installation.retentionPlan(of: world.configuration) }),
                (
                    "LIF105",
                    {
                        _ = try installation.erasePerson(
                            PersonRequest(configuration: world.configuration, subject: "zoe@example.org"),
                            isRehearsal: true)
                    }
                ),
                ("LIF105", { _ = try installation.accessMatrix(of: [world.tenant]) }),
                ("LIF106", { _ = try archive(world) }),
                ("LIF106", { _ = try installation.suspend(world.tenant, reason: "Non.") { _ in } }),
                ("LIF106", { try installation.rename(world.tenant, to: database.newTenant()) { _ in } }),
                ("LIF110", { try installation.rename(other, to: world.tenant) { _ in } }),
                ("LIF128", { _ = try installation.shred(world.tenant) }),
                ("MOV102", { _ = try world.move(to: placement == .schema ? .database : .schema) }),
                (
                    "MOV102",
                    { _ = try installation.moveTenant(world.tenant, tier: .free, placement: nil, server: nil) { _ in } }
                ),
            ]
            for (wanted, body) in refusals { #expect(code(body) == wanted) }
            print("archive (\(placement.rawValue)): \(refusals.count) things refused by name of an archived tenant")

            try resume(world)
            MoveWorld.expectSame(portrait, try world.portrait(), "restored")
            try world.expectWhole("restored")
            #expect(try world.registered.state == .active)
            #expect(try chains() == before)
            #expect(try String(contentsOfFile: world.file, encoding: .utf8) == file)
            #expect(throws: LifeFailure.otherState(world.tenant, .active, wanted: "resumed")) {
                try installation.resume(world.tenant, reason: "Encore.") { _ in }
            }
            // Life goes on, and what was written since comes back too.
            try world.login("etl").execute("insert into \(raw: world.schema).equipements values (7, 'é')")
            let later = try world.portrait()
            _ = try archive(world, to: "\(root)/second")
            #expect(try chains() == before)
            try resume(world)
            MoveWorld.expectSame(later, try world.portrait(), "restored again")
            try world.expectWhole("restored again")
            #expect(try chains() == before)
            let told = try base.query(
                """
                select action from socle.audit_events where tenant_id = \(tenantID) and class = 'proof'
                    and action like 'tenant.%' order by sequence
                """
            ) { row -> String in try row[0] }
            let round = ["tenant.suspended", "tenant.archived", "tenant.restored", "tenant.resumed"]
            #expect(told == round + round)
            // What the base kept and lives again is told once.
            let events = try installation.auditEvents(.identity(tenantID), AuditFilter(), limit: 1000)
            #expect(Set(events.map { "\($0.database) \($0.event.sequence)" }).count == events.count)
        }
    }

    @Test("in a cluster of its own nothing is left but its roles, and it comes back there")
    func ownCluster() throws {
        let second = try SecondCluster.shared.get()
        _ = try database.installation.addServer(
            ServerRegistration(
                name: SecondCluster.name, address: ServerAddress(second.address), region: "france", overcommit: nil,
                caFile: nil), password: nil)
        try InstallationFolder.lend { root in
            let world = try MoveWorld(root: root, rows: 5, tier: "premium", placement: .cluster)
            #expect(try world.registered.place.server == SecondCluster.name)
            let portrait = try world.portrait()
            _ = try archive(world)
            #expect(try Self.traces(of: world) == [])
            #expect(try world.installation.plan(world.configuration).isEmpty)
            let verdict = try world.installation.verifyAudit(.tenant(world.tenant), anchorFiles: [], publicKeyFiles: [])
            #expect(verdict.isSound && verdict.chains.count == 2)
            try resume(world)
            MoveWorld.expectSame(portrait, try world.portrait(), "restored")
            try world.expectWhole("restored")
        }
    }

    @Test("who shares, is held, or has what no backup holds is refused before anything is touched")
    func refused() throws {
        let mesh = try MeshWorld()
        _ = try mesh.share(database.connect())
        for tenant in [mesh.giver, mesh.taker] {
            #expect(throws: LifeFailure.inShares(tenant, shares: ["\(mesh.taker) reads \(mesh.schema).equipements"])) {
                _ = try database.installation.archive(tenant, reason: "Essai.", to: nil) { _ in }
            }
        }
        try MoveWorld.lend(rows: 5) { world in
            let base = try database.connect()
            let operations = try Operation.list(openOnly: false, limit: 99, in: base).count
            try world.installation.setHold(on: world.tenant, reference: "TA 12", reason: "Recours.")
            #expect(code { _ = try archive(world) } == "LIF101")
            try world.installation.releaseHold(on: world.tenant, reference: "TA 12", reason: "Fini.")
            try base.execute("select lo_from_bytea(4711, 'x')")
            try base.execute("alter large object 4711 owner to \(raw: "\(world.tenant)_owner")")
            #expect(throws: LifeFailure.unknownObjects(world.tenant, objects: ["large object 4711"])) {
                _ = try archive(world)
            }
            try base.execute("select lo_unlink(4711)")
            try base.execute("create schema \(raw: "\(world.tenant)_oublie")")
            #expect(code { _ = try archive(world) } == "LIF109")
            try base.execute("drop schema \(raw: "\(world.tenant)_oublie")")
            try base.execute("create table public.reste (n integer)")
            try base.execute("grant select on public.reste to public")
            let etl = try world.login("etl")
            try etl.execute("create view \(raw: world.schema).dehors as select n from public.reste")
            #expect(code { _ = try archive(world) } == "MOV105")
            try etl.execute("drop view \(raw: world.schema).dehors")
            #expect(code { _ = try archive(world, to: "/etc") } == "BKP104")
            #expect(code { _ = try archive(world, to: "/nowhere/at/all") } == "BKP102")
            #expect(
                code { _ = try world.installation.archive(world.tenant, reason: " ", to: nil) { _ in } } == "LIF121")
            #expect(try Operation.list(openOnly: false, limit: 99, in: base).count == operations)
            try world.expectWhole("refused")

            // A hold that is set in the middle stops it before anything is dropped.
            var environment = CrashPlace.environment(database)
            environment["SOCLE_FAIL_AT"] = "tenant.archive/archive:after"
            let died = try SocleRun(
                "tenant", "archive", world.tenant.text, "--reason", "Essai.", root: world.root, settings: environment)
            #expect(died.exitCode == 86, "\(died.errorOutput)")
            try world.installation.setHold(on: world.tenant, reference: "TA 13", reason: "Recours.")
            func goOn() throws {
                _ = try world.installation.archive(world.tenant, reason: "Essai.", to: nil) { _ in }
            }
            #expect(code(goOn) == "LIF101")
            try world.installation.releaseHold(on: world.tenant, reference: "TA 13", reason: "Fini.")
            // Another operation is refused by the name of this one.
            #expect(code { _ = try world.installation.suspend(world.tenant, reason: "Non.") { _ in } }.hasPrefix("JRN"))
            try goOn()
        }
    }

    @Test("an archive that was changed, exchanged or lost brings nobody back, and its key is kept")
    func damaged() throws {
        try MoveWorld.lend(rows: 5) { world in
            let installation = world.installation
            let state = installation.settings.stateDirectory
            let portrait = try world.portrait()
            _ = try installation.backUp(world.tenant, to: "\(state)/earlier") { _ in }
            let archived = try archive(world, to: "\(state)/archive")
            // The newest key opens what is sealed from now on; the archive hangs on the one before.
            _ = try installation.rotate(
                Rotation(keys: true, logins: false, channels: false, isOnlyDue: false),
                of: .only([.tenant(world.tenant)]))
            let ended = try installation.rewrap(
                Rewrapping(minimum: .newest, destroysDisabled: true), of: .only([.tenant(world.tenant)]))
            #expect(ended.failures.failures.map(\.code.text) == ["LIF128"], "\(ended)")

            let part = "\(archived.folder)/0001.sealed"
            let whole = try #require(FileManager.default.contents(atPath: part))
            var flipped = whole
            flipped[whole.count / 2] ^= 1
            try flipped.write(to: URL(filePath: part))
            #expect(code { try resume(world) } == "BKP108")
            try whole.write(to: URL(filePath: part))
            #expect(code { try resume(world, from: "\(state)/earlier") } == "LIF126")
            #expect(code { try resume(world, from: "\(state)/nowhere") } == "LIF126")
            try FileManager.default.moveItem(atPath: archived.folder, toPath: "\(state)/moved")
            #expect(code { try resume(world) } == "LIF126")
            #expect(installation.examine().contains { $0.subject == "archive of '\(world.tenant)'" })
            #expect(try Self.traces(of: world) == [])
            #expect(try world.registered.state == .archived)
            try resume(world, from: "\(state)/moved")
            MoveWorld.expectSame(portrait, try world.portrait(), "restored")
            try world.expectWhole("restored")
        }
    }

    @Test(
        "an archived tenant is erased with its archive, which the certificate names",
        arguments: [Placement.schema, .database])
    func erased(_ placement: Placement) throws {
        try InstallationFolder.lend { root in
            let world = try MoveWorld(root: root, rows: 5, tier: "standard", placement: placement)
            let tenantID = try world.registered.tenantID
            let anchors = "\(world.installation.settings.stateDirectory)/anchors.jsonl"
            _ = try world.installation.anchorAudit(file: anchors, command: nil)
            let rows = try world.installation.eliminationList(of: world.tenant).lines.map(\.rows)
            let archived = try archive(world)
            #expect(try world.installation.eliminationList(of: world.tenant).lines.map(\.rows) == rows)
            func erase(_ folder: String?) throws -> ErasureCertificate {
                try world.installation.erase(
                    world.tenant, by: .visa("AD35 2026-118"), exportFolder: folder, backupsEnd: Day("2099-12-31")
                ) { _ in }
            }
            #expect(code { _ = try erase("\(root)/rendu") } == "LIF127")
            let certificate = try erase(nil)
            #expect(certificate.value["archive"]?["folder"]?.text == archived.folder)
            #expect(certificate.value["archive"]?["is_removed"] == .bool(true))
            #expect(certificate.value["totals"]?["rows"]?.integer == rows.reduce(0, +))
            #expect(!FileManager.default.fileExists(atPath: archived.folder))
            let verdict = try world.installation.verifyAudit(
                .identity(tenantID), anchorFiles: [anchors], publicKeyFiles: [])
            #expect(verdict.isSound && verdict.chains.count == (placement == .schema ? 1 : 2), "\(verdict)")
            let left = try texts(
                """
                select rolname from pg_roles where starts_with(rolname, \("\(world.tenant)_")::text)
                union all select name from socle.derived_names where tenant_id = \(tenantID)
                """, database.connect())
            #expect(left == [])
        }
    }

    @Test(
        "dying at any step, both are finished by the same command or undone, and no audit chain is ever missed",
        arguments: [Placement.schema, .database])
    func crashes(_ placement: Placement) throws {
        try InstallationFolder.lend { root in
            func scene(_ verb: String) throws -> CrashSweep.Scene {
                let world = try MoveWorld(root: root, rows: 5, tier: "standard", placement: placement)
                let tenantID = try world.registered.tenantID
                let portrait = try world.portrait()
                if verb == "resume" { _ = try archive(world) }
                // One file for all scenes: checkpoints of an installation follow one another.
                let anchors = "\(root)/anchors.jsonl"
                _ = try world.installation.anchorAudit(file: anchors, command: nil)
                let socle = [SocleRun.program, "--root", root]
                return CrashSweep.Scene(
                    command: socle + ["tenant", verb, world.tenant.text, "--reason", "Essai."],
                    environment: CrashPlace.environment(database),
                    operation: socle + ["--verbose", "operation"],
                    number: { try CrashPlace.lastOperation(database) },
                    checkAnyway: {
                        let verdict = try world.installation.verifyAudit(
                            .identity(tenantID), anchorFiles: [anchors], publicKeyFiles: [])
                        #expect(verdict.isSound, "\(verdict)")
                        #expect(verdict.chains.count == (placement == .schema ? 1 : 2), "\(verdict)")
                    },
                    check: { end in
                        let isArchived = (verb == "archive") == (end == .completed)
                        if isArchived {
                            #expect(try world.registered.state == .archived)
                            #expect(try world.installation.plan(world.configuration).isEmpty)
                            #expect(try Self.traces(of: world) == [])
                            try resume(world)
                        }
                        #expect(try world.registered.state == .active)
                        MoveWorld.expectSame(portrait, try world.portrait(), "\(end)")
                        try world.expectWhole("\(end)")
                        let folders = try FileManager.default.contentsOfDirectory(
                            atPath: "\(world.installation.settings.stateDirectory)/backups"
                        ).filter { $0.hasPrefix(tenantID.uuidString.lowercased()) }
                        #expect(folders.count == (verb == "archive" && end == .undone ? 0 : 1), "\(folders)")
                    })
            }
            try CrashSweep(ArchiveTenant.self, sample: 4) { try scene("archive") }.run()
            try CrashSweep(RestoreTenant.self, sample: 4) { try scene("resume") }.run()
        }
    }
}
