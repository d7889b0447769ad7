import Audit
import FoundationEssentials
import Glibc
import Mesh
import Operations
import Postgres
import Settings
import Subprocess
import Tenancy
import TestServer
import Testing
import Vocabulary

@Suite("Erasing tenants", .database)
struct ErasureTests {
    private let database = TestDatabase.current
    private var installation: Installation { database.installation }

    private func erase(_ tenant: TenantIdentifier, exportTo folder: String? = nil) throws -> ErasureCertificate {
        try installation.erase(
            tenant, by: .attestation("Données de test."), exportFolder: folder, backupsEnd: try Day("2099-12-31")
        ) { _ in }
    }

    /// What the cluster and the database still have that bears a tenant's name.
    private func traces(of tenant: TenantIdentifier, _ base: borrowing Connection) throws -> [String] {
        try base.query(
            """
            select 'role ' || rolname from pg_roles where rolname like \("%\(tenant)%")
            union all select 'schema ' || nspname from pg_namespace where nspname like \("%\(tenant)%")
            union all select 'database ' || datname from pg_database where datname like \("%\(tenant)%")
            union all select 'registry' from socle.registry where identifier = \(tenant)
            union all select 'name ' || name from socle.derived_names where name like \("%\(tenant)%")
            union all select 'row of tenants' from socle.tenants where identifier = \(tenant)
            union all select 'asset' from mesh.assets where schema_name like \("%\(tenant)%")
            """
        ) { row in try row[0] }
    }

    @Test("nothing is left but the proof, which an independent reader believes, and the name is free again")
    func erased() throws {
        let world = try MeshWorld()
        let base = try database.connect()
        let tenantID = try RegisteredTenant.find(world.giver, in: base).tenantID
        // A subscription that has ended leaves nothing that stands in the way.
        let share = try world.share(base)
        #expect(
            throws: LifeFailure.readByOthers(world.giver, shares: ["\(world.taker) reads \(world.schema).equipements"])
        ) { try erase(world.giver) }
        #expect(try installation.plan(MeshWorld.configuration(world.giver)).isEmpty, "a refusal changed something")
        _ = try installation.endSubscription(share.subscriptionID, as: .revoked)
        let app = try world.login("app", of: world.giver)
        let etl = try Connection(to: world.login("etl", of: world.giver))
        let odd = Identifier(derived: "a\"b'; drop schema socle cascade; --é/../x")
        try etl.execute("create table \(identifier: Identifier(world.schema), odd) (\(identifier: odd) text, n serial)")
        try etl.execute("insert into \(identifier: Identifier(world.schema), odd) values (e'deux\\nlignes; \"x\"')")
        try etl.execute(
            "create view \(identifier: Identifier(world.schema)).v as select nom from \(raw: world.schema).equipements")
        let open = try Connection(to: app)

        _ = try installation.backUp(world.giver, to: "\(installation.settings.stateDirectory)/sauvegarde") { _ in }
        let folder = "\(installation.settings.stateDirectory)/rendu"
        let certificate = try erase(world.giver, exportTo: folder)
        // Of what was done with it before, nothing is kept but that it was done.
        #expect(
            try texts(
                """
                select kind, arguments::text, count(detail)::text
                from socle.operations join socle.operation_steps using (operation_id)
                where tenant_id = \(tenantID) and kind <> 'tenant.erase' group by 1, 2
                """, base) == [["tenant.backup", "{}", "0"]])
        #expect(open.isLost || (try? open.execute("select 1")) == nil)
        #expect(try traces(of: world.giver, base) == [])
        #expect(try texts("select kind from mesh.inbox where tenant_id = \(tenantID)", base).isEmpty)
        #expect(
            try texts("select name, contact::text, state from socle.registry where tenant_id = \(tenantID)", base)
                == [["erased", #"{"name": "", "email": ""}"#, "erased"]])
        #expect(try texts("select name from socle.secrets where tenant_id = \(tenantID)", base).isEmpty)

        // The consumer is as it was.
        #expect(try installation.plan(MeshWorld.configuration(world.taker)).isEmpty)
        _ = try Connection(to: world.login("app", of: world.taker))

        let value = certificate.value
        #expect(value["totals"]?["rows"]?.integer == 5 && value["totals"]?["views"]?.integer == 1, "\(value)")
        #expect(value["secrets_tried_and_refused"]?.integer == 5, "\(value)")
        #expect(value["platform_rows"]?["mesh.assets"]?.integer == 1)
        let record = try installation.certificates(of: world.giver.text)
        #expect(record.tenantID == tenantID && record.first.line == certificate.line)
        #expect(try installation.certificateFaults(of: record) == [])
        #expect(try installation.verifyAudit(.identity(tenantID), anchorFiles: [], publicKeyFiles: []).isSound)
        let last = try installation.auditEvents(.identity(tenantID), AuditFilter(class: .proof), limit: 1)
        #expect(last.first?.event.action == "tenant.erased")
        #expect(last.first?.event.detail.contains(try certificate.sha256) == true)

        // What was exported can be read, and its digests are true.
        let manifest = try JSONDecoder().decode(
            JSON.self, from: Data(contentsOf: URL(filePath: "\(folder)/manifest.json")))
        guard case .array(let tables)? = manifest["tables"] else { throw TestFailure("no tables") }
        #expect(tables.map { $0["rows"]?.integer } == [1, 4] || tables.map { $0["rows"]?.integer } == [4, 1])
        #expect(tables.contains { $0["table"]?.text == odd.text })
        var check = Subprocess("/usr/bin/sha256sum", ["--check", "--quiet"])
        check.input = Array(
            tables.map { "\($0["sha256"]?.text ?? "")  \(folder)/\($0["file"]?.text ?? "")\n" }.joined().utf8)
        #expect(try check.run().exitCode == 0)
        let remade = try String(contentsOf: URL(filePath: "\(folder)/tables.sql"), encoding: .utf8)
        try base.transaction { base in try base.executeScript(remade) }
        try base.execute("drop schema \(identifier: Identifier(world.schema)) cascade")

        // The name is free, and whoever gets it is somebody else.
        _ = try installation.apply(MeshWorld.configuration(world.giver))
        #expect(try RegisteredTenant.find(world.giver, in: base).tenantID != tenantID)
        _ = try erase(world.giver)
        #expect(try installation.erasures().map(\.tenant) == [world.giver.text, world.giver.text])
    }

    @Test("a tenant's own database goes as a whole, and its audit chain is kept")
    func ownDatabase() throws {
        let tenant = try database.newTenant()
        _ = try installation.apply(.sample(tenant, tier: .standard, placement: .database))
        let base = try database.connect()
        let registered = try RegisteredTenant.find(tenant, in: base)
        let anchors = "\(installation.settings.stateDirectory)/anchors.jsonl"
        _ = try installation.anchorAudit(file: anchors, command: nil)
        let data = try installation.connectProvisioner(to: registered.place)
        try data.execute("create schema stranger")
        #expect(throws: LifeFailure.unknownObjects(tenant, objects: ["schema stranger"])) { try erase(tenant) }
        try data.execute("drop schema stranger")
        let certificate = try erase(tenant)
        #expect(try traces(of: tenant, base) == [])
        guard case .array(let chains)? = certificate.value["audit"] else { throw TestFailure("no chains") }
        #expect(chains.count == 2)
        let verdict = try installation.verifyAudit(
            .identity(registered.tenantID), anchorFiles: [anchors], publicKeyFiles: [])
        #expect(verdict.isSound && verdict.chains.count == 2, "\(verdict)")
        #expect(try installation.anchorAudit(file: anchors, command: nil).retreats.isEmpty)
    }

    @Test("what nobody knows of stops it by name, wherever it is, and nothing is changed")
    func unknown() throws {
        let (tenant, other) = (try database.makeTenant(), try database.makeTenant())
        let base = try database.connect()
        let administrator = try Connection(to: database.cluster.provisioner(database: "postgres"))
        let etl = try Connection(to: installation.parameters(forLogin: Identifier("\(tenant)_etl"), of: tenant))
        try etl.execute("create table \(raw: "\(tenant)_data").t (n int primary key)")
        let elsewhere = "elsewhere_\(tenant)"
        let cases: [(make: [SQL], unmake: [SQL], found: String)] = [
            (
                ["create view \(raw: "\(other)_data").v as select * from \(raw: "\(tenant)_data").t"],
                ["drop view \(raw: "\(other)_data").v"], "rule _RETURN on view"
            ),
            (
                ["create table \(raw: "\(other)_data").r (n int references \(raw: "\(tenant)_data").t)"],
                ["drop table \(raw: "\(other)_data").r"], "constraint r_n_fkey on table"
            ),
            (
                [
                    "create table \(raw: "\(other)_data").o (n int)",
                    "alter table \(raw: "\(other)_data").o owner to \(raw: "\(tenant)_owner")",
                ], ["drop table \(raw: "\(other)_data").o"], "table \(other)_data.o"
            ),
            (
                ["create schema \(raw: "\(tenant)_forgotten")"], ["drop schema \(raw: "\(tenant)_forgotten")"],
                "schema \(tenant)_forgotten"
            ),
            (["create role \(raw: "\(tenant)_bi")"], ["drop role \(raw: "\(tenant)_bi")"], "role '\(tenant)_bi'"),
            (
                ["create publication \(raw: elsewhere) for table \(raw: "\(tenant)_data").t"],
                ["drop publication \(raw: elsewhere)"], "publication"
            ),
        ]
        for `case` in cases {
            for sql in `case`.make { try base.execute(sql) }
            let failure = #expect(throws: LifeFailure.self) { try erase(tenant) }
            #expect(
                failure?.code == "LIF109" && failure?.detail?.contains(`case`.found) == true, "\(failure?.detail ?? "")"
            )
            for sql in `case`.unmake { try base.execute(sql) }
        }
        // Found for its owner and for its name, it is told once.
        let twice = Identifier(derived: "\(tenant)_É x")
        try base.execute("create schema \(identifier: twice) authorization \(raw: "\(tenant)_owner")")
        #expect(throws: LifeFailure.unknownObjects(tenant, objects: ["schema \(twice)"])) { try erase(tenant) }
        try base.execute("drop schema \(identifier: twice)")
        try administrator.execute("create database \(raw: elsewhere) owner \(raw: "\(tenant)_owner")")
        try administrator.execute("alter database \(raw: elsewhere) owner to socle_provisioner")
        let there = try installation.connectProvisioner(to: Identifier(elsewhere))
        try there.execute("create table t (n int)")
        try there.execute("grant select on t to \(raw: "\(tenant)_read")")
        let failure = #expect(throws: LifeFailure.self) { try erase(tenant) }
        #expect(failure?.detail?.contains("in database \"\(elsewhere)\"") == true, "\(failure?.detail ?? "")")
        try administrator.execute("drop database \(raw: elsewhere) with (force)")
        #expect(try installation.plan(.sample(tenant)).isEmpty)

        // Large objects are found, counted and taken away.
        try base.execute("select lo_from_bytea(0, 'x'), lo_from_bytea(0, 'y')")
        try base.execute(
            "do $$ declare o oid; begin for o in select oid from pg_largeobject_metadata loop execute format('alter large object %s owner to \(raw: "\(tenant)_owner")', o); end loop; end $$"
        )
        print("erasure: \(cases.count + 1) kinds of unknown objects, each stopped it by name")
        #expect(try erase(tenant).value["totals"]?["large_objects"]?.integer == 2)
        #expect(try texts("select oid::text from pg_largeobject_metadata", base).isEmpty)
        #expect(try traces(of: tenant, base) == [])
    }

    @Test("the command asks for authority, an export and the name once more, and a hold stops it at any step")
    func command() throws {
        let tenant = try database.makeTenant()
        try SecretCommands.lend { run in
            try run.declare(tenant)
            func erase(_ arguments: String...) throws -> SecretCommands.Run {
                try run.socle(["tenant", "erase", "\(tenant)"] + arguments)
            }
            #expect(try erase().errors == ["'--visa' or '--attestation' is missing"])
            let visa = ["--visa", "AD35 2026-118"]
            #expect(try erase("--visa", "x", "--attestation", "y").exitCode == 64)
            #expect(try erase(visa[0], visa[1]).errors == ["'--export-to' or '--without-export' is missing"])
            #expect(try erase(visa[0], visa[1], "--without-export").errors == ["'--confirm' is missing"])
            #expect(
                try erase(visa[0], visa[1], "--without-export", "--confirm", "other").errors
                    == ["tenant '\(tenant)' is to be erased, and 'other' was confirmed"])
            #expect(
                try erase(visa[0], visa[1], "--confirm", "\(tenant)", "--export-to", "/etc").errors == [
                    "folder '/etc' is not empty"
                ])
            #expect(
                try erase(visa[0], visa[1], "--confirm", "\(tenant)", "--without-export", "--backups-end", "2026-02-30")
                    .exitCode == 64)
            #expect(try erase("--dry-run").exitCode == 0)
            // A rehearsal prints its list and says what would refuse the erasure.
            let base = try database.connect()
            try base.execute("create schema \(raw: "\(tenant)_stray")")
            try base.execute("create table \(raw: "\(tenant)_data").t (n int)")
            let strays = try erase("--dry-run")
            #expect(strays.exitCode == 73 && strays.text.contains("_data"), "\(strays.text)")
            #expect(strays.errors.first?.hasSuffix("would be touched or left behind") == true)
            try base.execute("drop schema \(raw: "\(tenant)_stray")")
            try base.execute("drop table \(raw: "\(tenant)_data").t")
            var stopping = run
            stopping.environment["SOCLE_FAIL_AT"] = "tenant.suspend/close-logins:after"
            #expect(try stopping.socle(["tenant", "suspend", "\(tenant)", "--reason", "x"]).exitCode == 86)
            let unfinished = try erase("--dry-run")
            #expect(unfinished.exitCode == 73 && unfinished.errors.first?.hasSuffix("is not finished") == true)
            #expect(try run.socle(["tenant", "suspend", "\(tenant)", "--reason", "x"]).exitCode == 0)
            try installation.resume(tenant, reason: "x") { _ in }
            try installation.setHold(on: tenant, reference: "TA 12", reason: "Recours.")
            let held = try erase(visa[0], visa[1], "--confirm", "\(tenant)", "--without-export")
            #expect(held.exitCode == 77 && held.errors == ["tenant '\(tenant)' is under legal hold 'TA 12'"])
            try installation.releaseHold(on: tenant, reference: "TA 12", reason: "Fini.")

            // Set while an erasure is under way, it stops the next step.
            var dying = run
            dying.environment["SOCLE_FAIL_AT"] = "tenant.erase/drop-data:after"
            #expect(
                try dying.socle(["tenant", "erase", "\(tenant)", "--confirm", "\(tenant)", "--without-export"] + visa)
                    .exitCode == 86)
            try installation.setHold(on: tenant, reference: "TA 13", reason: "Recours.")
            let stopped = try erase(visa[0], visa[1], "--confirm", "\(tenant)", "--without-export")
            #expect(stopped.errors == ["tenant '\(tenant)' is under legal hold 'TA 13'"], "\(stopped.errorOutput)")
            try installation.releaseHold(on: tenant, reference: "TA 13", reason: "Fini.")
            let done = try erase(visa[0], visa[1], "--confirm", "\(tenant)", "--without-export")
            #expect(done.exitCode == 0 && done.text.contains("AD35 2026-118"), "\(done.errorOutput)")
            #expect(!FileManager.default.fileExists(atPath: "\(run.root)/tenants/development/\(tenant).yml"))
            for options in [["--dry-run"], visa + ["--confirm", "\(tenant)", "--without-export"]] {
                let again = try run.socle(["tenant", "erase", "\(tenant)"] + options)
                #expect(again.exitCode == 66)
                #expect(again.errors.first?.hasPrefix("tenant '\(tenant)' was erased on 20") == true)
                #expect(again.errorOutput.contains("'socle tenant certificate show \(tenant)' proves it."))
            }

            let certificates = "\(run.root)/certificates.jsonl"
            let key = "\(run.root)/audit.pem"
            try Data(run.socle(["audit", "public-key"]).output).write(to: URL(filePath: key))
            func judged() throws -> Subprocess.Outcome {
                var reader = Subprocess(
                    "/usr/bin/python3",
                    ["-B", "\(IndependentReaderTests.root)/Tests/Independent/verify_erasure.py", certificates, key])
                reader.environment["PYTHONPATH"] = "\(IndependentReaderTests.root)/.build/python"
                return try reader.run()
            }
            func keep() throws -> [UInt8] {
                let shown = try run.socle(["tenant", "certificate", "show", "\(tenant)"]).output
                try Data(shown).write(to: URL(filePath: certificates))
                return shown
            }
            _ = try keep()
            #expect(try judged().exitCode == 0)
            let early = try run.socle(["tenant", "certificate", "close", "\(tenant)", "--attestation", "Vu."])
            // The tier keeps no backup, so that today is the day.
            #expect(early.exitCode == 0, "\(early.errorOutput)")
            let whole = try keep()
            #expect(try judged().output.hasSuffix("no fault\n"))
            #expect(try run.socle(["tenant", "certificate", "verify", "\(tenant)"]).exitCode == 0)
            #expect(try run.socle(["tenant", "certificate", "list"]).text.contains("\(tenant)"))
            // A bit in any region is seen.
            var seen = 0
            let places = stride(from: 0, to: whole.count, by: max(1, whole.count / 40))
            for place in places {
                var forged = whole
                forged[place] ^= 1
                try Data(forged).write(to: URL(filePath: certificates))
                if try judged().exitCode == 1 { seen += 1 } else { Issue.record("a flip of byte \(place) went unseen") }
            }
            print("certificates: \(seen) flipped bits, each seen by the independent verifier")
        }
    }

    @Test("the second stage waits for the last backup and names the first")
    func twoStages() throws {
        let tenant = try database.makeTenant()
        let first = try erase(tenant)
        #expect(throws: LifeFailure.closedEarly(tenant, until: "2099-12-31")) {
            try installation.closeCertificate(of: tenant.text, attestation: "Vu.")
        }
        let later = try Date("2100-01-01T00:00:00Z", strategy: .iso8601)
        let record = try installation.closeCertificate(of: tenant.text, attestation: "pgBackRest info.", now: later)
        #expect(try record.second?.value["first_sha256"]?.text == first.sha256)
        #expect(try installation.certificateFaults(of: record) == [])
        // Once more changes nothing.
        let again = try installation.closeCertificate(of: tenant.text, attestation: "Encore.", now: later)
        #expect(again.second?.line == record.second?.line)
        #expect(throws: LifeFailure.noCertificate("nobody")) { try installation.certificates(of: "nobody") }
        let base = try database.connect()
        #expect(try refusal(of: "update socle.erasure_certificates set document = 'x'", base) == .insufficientPrivilege)
    }

    @Test("dying at any step, it is finished by the same command or undone, as if nothing had happened")
    func crashes() throws {
        try SecretCommands.lend { run in
            try CrashSweep(EraseTenant.self, sample: 8) {
                let tenant = try database.makeTenant()
                try run.declare(tenant)
                let etl = try Connection(to: installation.parameters(forLogin: Identifier("\(tenant)_etl"), of: tenant))
                try etl.execute(
                    "create table \(raw: "\(tenant)_economie").t as select n from generate_series(1, 7) as n")
                let tenantID = try RegisteredTenant.find(tenant, in: database.connect()).tenantID
                let folder = "\(run.root)/rendu-\(tenant)"
                return CrashSweep.Scene(
                    command: [
                        SocleRun.program, "--root", run.root, "tenant", "erase", "\(tenant)", "--attestation", "Essai.",
                        "--confirm", "\(tenant)", "--export-to", folder, "--backups-end", "2099-01-01",
                    ],
                    environment: run.environment,
                    operation: [SocleRun.program, "--root", run.root, "--verbose", "operation"],
                    number: {
                        try database.connect().first(
                            "select max(operation_id) from socle.operations where tenant_id = \(tenantID)"
                        ) { try $0[0] } ?? 0
                    },
                    check: { end in
                        let base = try database.connect()
                        if end == .undone {
                            #expect(try installation.plan(.sample(tenant)).isEmpty)
                            let app = try Connection(
                                to: installation.parameters(forLogin: Identifier("\(tenant)_app"), of: tenant))
                            let rows = try app.first("select count(*) from \(raw: "\(tenant)_economie").t") {
                                try $0[0] as Int
                            }
                            #expect(rows == 7)
                            return
                        }
                        #expect(try traces(of: tenant, base) == [])
                        let record = try installation.certificates(of: tenantID.uuidString)
                        #expect(try installation.certificateFaults(of: record) == [])
                        #expect(record.first.value["totals"]?["rows"]?.integer == 7)
                        guard case .array(let keys)? = record.first.value["keys"] else { throw TestFailure("no keys") }
                        #expect(keys.count == 1)
                        #expect(FileManager.default.fileExists(atPath: "\(folder)/manifest.json"))
                        #expect(
                            try installation.verifyAudit(.identity(tenantID), anchorFiles: [], publicKeyFiles: [])
                                .isSound)
                    })
            }.run()
        }
    }
}
