import Audit
import FoundationEssentials
import Glibc
import Operations
import Postgres
import Settings
import TestServer
import Testing
import Vocabulary

@Suite("socle audit", .database)
struct AuditCommandTests {
    /// Runs the program on the test's database.
    private func socle(_ arguments: String...) throws -> SocleRun { try socle(arguments) }

    private func socle(_ arguments: [String], _ more: [Setting: String] = [:]) throws -> SocleRun {
        let values = TestDatabase.current.installation.settings.values
        var own = Dictionary(values.map { ($0.setting.rawValue, $0.value) }) { first, _ in first }
        for (setting, value) in more { own[setting.rawValue] = value }
        return try SocleRun(["audit"] + arguments, root: TestCluster.root.path, settings: own)
    }

    private static let tenant = UUID(uuid: (1, 2, 3, 4, 5, 6, 0x47, 8, 0x89, 10, 11, 12, 13, 14, 15, 16))

    private func write() throws {
        try AgedChain.write(
            [("access", "2 years"), ("control", "1 year"), ("proof", "1 day")], of: Self.tenant,
            in: TestDatabase.current.connect())
        try TestDatabase.current.connect().execute(
            "select socle.append_audit(\(Platform.tenantID), 'access', 'secret.opened', 'o', '{\"x\": \"\\u001b[31m\"}')"
        )
    }

    @Test("list shows the newest first, of whom and what is asked")
    func list() throws {
        try write()
        func sequences(_ arguments: String...) throws -> [String] {
            let run = try self.socle(arguments)
            #expect(run.exitCode == 0 && run.errorOutput == "", "\(run.errorOutput)")
            return try JSONDecoder().decode([Line].self, from: Data(run.output.utf8)).map {
                "\($0.tenant) \($0.sequence)"
            }
        }
        let tenant = Self.tenant.uuidString.lowercased()
        #expect(
            try sequences("list", "-o", "json") == ["platform 1", "\(tenant) 3", "\(tenant) 2", "\(tenant) 1"])
        #expect(try sequences("list", "--platform", "-o", "json") == ["platform 1"])
        #expect(try sequences("list", "--class", "access", "-o", "json") == ["platform 1", "\(tenant) 1"])
        #expect(try sequences("list", "--action", "test.done", "--limit", "1", "-o", "json") == ["\(tenant) 3"])
        let today = Date().formatted(.iso8601.year().month().day())
        #expect(try sequences("list", "--since", today, "-o", "json") == ["platform 1"])
        let table = try socle("list", "--platform")
        #expect(table.output.contains("\\u001b[31m") && !table.output.contains("\u{1B}"))
        try socle("list", "--since", "2027-02-30").expectRefusal(64, names: "--since")
        try socle("list", "nobody").expectRefusal(66, names: "nobody")
    }

    private struct Line: Decodable {
        let tenant: String
        let sequence: Int
    }

    @Test("verify ends with 0 on sound chains, and with 1 and the place on a broken one")
    func verify() throws {
        try write()
        var run = try socle("verify")
        #expect(run.exitCode == 0 && run.output.contains("never anchored") && !run.output.contains("broken"))
        let base = try TestDatabase.current.connect()
        try base.execute("alter table socle.audit_events disable trigger all")
        try base.execute("update socle.audit_events set object = 'x' where sequence = 2")
        run = try socle("verify", "--all", "--output", "json")
        #expect(run.exitCode == 1)
        struct Result: Decodable {
            struct Chain: Decodable {
                let tenant: String
                let integrity: String
                let completeness: String
            }
            struct Fault: Decodable, Equatable {
                let database: String
                let tenant: String
                let sequence: Int
                let verdict: String
                let fault: String
            }
            let chains: [Chain]
            let faults: [Fault]
        }
        let result = try JSONDecoder().decode(Result.self, from: Data(run.output.utf8))
        let tenant = Self.tenant.uuidString.lowercased()
        #expect(
            result.faults == [
                .init(
                    database: TestDatabase.current.name, tenant: tenant, sequence: 2, verdict: "integrity",
                    fault: "event 2 is not what its hash says")
            ])
        #expect(result.chains.map(\.integrity).sorted() == ["broken", "intact"])
        // The other chain is as sound as before.
        #expect(try socle("verify", "--platform").exitCode == 0)
        // A segment of more events than can be counted is a fault of its chain, and the others are judged.
        try base.execute("alter table socle.audit_segments disable trigger all")
        try base.execute(
            """
            insert into socle.audit_segments
            select gen_random_uuid(), -9223372036854775808, 9223372036854775807, 0, 0, 0, 0, 0, sha256, sha256, sha256,
                0, 1
            from socle.audit_heads limit 1
            """)
        run = try socle("verify", "--output", "json")
        #expect(run.exitCode == 1)
        let forged = try JSONDecoder().decode(Result.self, from: Data(run.output.utf8))
        #expect(forged.chains.count == result.chains.count + 1)
        #expect(
            forged.faults.map(\.fault).contains(
                "the segment of -9223372036854775808 to 9223372036854775807 contradicts itself"))
    }

    @Test("purge counts before it takes, takes what it counted, and says what went wrong with one chain")
    func purge() throws {
        try write()
        let dry = try socle("purge", "--all", "--dry-run")
        #expect(dry.exitCode == 0)
        #expect(try count() == 4)
        let purged = try socle("purge", "--all")
        #expect(purged.exitCode == 0 && purged.output == dry.output)
        #expect(try count() == 4)
        #expect(try socle("verify").exitCode == 0)
        #expect(try socle("purge", "--all").output == "The time of no event is over.\n")
        try socle("purge").expectRefusal(64, names: "'--all'")
        // A chain from the future keeps no other one from being purged.
        let base = try TestDatabase.current.connect()
        let other = UUID()
        try AgedChain.write([("control", "-1 day")], of: UUID(), in: base)
        try AgedChain.write([("access", "-1 day"), ("access", "2 years")], of: UUID(), in: base)
        try AgedChain.write([("access", "2 years")], of: other, in: base)
        let run = try socle("purge", "--all")
        #expect(run.exitCode == 73 && run.errors.count == 2 && run.errors.allSatisfy { $0.contains("clock") })
        #expect(run.output.contains(other.uuidString.lowercased()))
    }

    @Test("the doctor names each trigger of the audit that was demoted, switched off or dropped")
    func doctor() throws {
        let base = try TestDatabase.current.connect()
        func findings() -> [String] {
            TestDatabase.current.installation.examine().filter { $0.subject == "audit" && $0.verdict == .failure }
                .map(\.fact)
        }
        #expect(findings().isEmpty)
        let triggers = try base.query(
            """
            select tgrelid::regclass::text, tgname::text from pg_trigger
            where starts_with(tgrelid::regclass::text, 'socle.audit_') and not tgisinternal
            """
        ) { row in (table: try row[0] as String, name: try row[1] as String) }
        #expect(triggers.count >= 11)
        for (table, name) in triggers {
            for state in ["disable", "enable", "enable replica"] {
                try base.execute("alter table \(raw: table) \(raw: state) trigger \(raw: name)")
                let (database, found) = (TestDatabase.current.name, findings())
                #expect(
                    found == ["in database '\(database)' trigger '\(name)' on \(table) does not fire in every session"])
            }
            try base.execute("alter table \(raw: table) enable always trigger \(raw: name)")
        }
        #expect(findings().isEmpty)
        try base.execute("drop trigger refuse_change on socle.audit_events")
        #expect(findings().map { $0.hasSuffix("'refuse_change' on socle.audit_events is missing") } == [true])
    }

    private func count() throws -> Int {
        try TestDatabase.current.connect().first("select count(*) from socle.audit_events") { try $0[0] } ?? 0
    }

    @Test("export writes a private file as a whole, and replaces none")
    func export() throws {
        try write()
        let folder = TestDatabase.current.installation.settings.stateDirectory
        let path = "\(folder)/platform.jsonl"
        let run = try socle("export", "--platform", "--to", path)
        #expect(run.exitCode == 0, "\(run.errorOutput)")
        var facts = stat()
        #expect(lstat(path, &facts) == 0 && facts.st_mode & 0o777 == 0o600 && facts.st_nlink == 1)
        let before = FileManager.default.contents(atPath: path)
        let lines = String(decoding: before ?? Data(), as: UTF8.self).split(separator: "\n")
        #expect(lines.map { $0.prefix(8) } == ["{\"chain\"", "{\"event\"", "{\"end\":{"])
        try socle("export", "--platform", "--to", path).expectRefusal(73, names: path)
        #expect(FileManager.default.contents(atPath: path) == before)
        try socle("export", "--platform", "--to", "\(folder)/none/x").expectRefusal(69, names: "none/x")
        // What fails in the middle leaves nothing behind.
        let base = try TestDatabase.current.connect()
        try base.execute("alter table socle.audit_events disable trigger all")
        try base.execute("alter table socle.audit_events drop constraint audit_events_sha256_check")
        try base.execute("alter table socle.audit_events alter column sha256 type text using 'x'")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        #expect(try socle("export", "--platform", "--to", "\(folder)/other.jsonl").exitCode != 0)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == names)
    }

    @Test("anchor, public-key and verify work together, and tell what a program should look at")
    func anchor() throws {
        try write()
        try socle("anchor").expectRefusal(78, names: "neither a file nor a command", hint: "SOCLE_AUDIT_ANCHOR_FILE")
        let folder = TestDatabase.current.installation.settings.stateDirectory
        let file = "\(folder)/anchors.jsonl"
        #expect(try socle("anchor", "--file", file).exitCode == 0)
        let second = try socle("anchor", "--file", file)
        #expect(second.exitCode == 0 && second.errorOutput.contains("No chain has changed"))
        let key = try socle("public-key")
        #expect(key.exitCode == 0 && key.output.hasPrefix("-----BEGIN PUBLIC KEY-----\n"))
        #expect(try socle("public-key").output == key.output)
        try Data(key.output.utf8).write(to: URL(filePath: "\(folder)/audit.pem"))
        let sound = try socle("verify", "--anchors", file, "--public-key", "\(folder)/audit.pem")
        #expect(sound.exitCode == 0 && sound.output.contains("genuine") && !sound.output.contains("never"))
        let bare = try socle("verify")
        #expect(bare.exitCode == 0 && bare.output.contains("not compared"))
        // The file of the settings is the one that is meant, also when it is gone.
        #expect(try socle(["verify"], [.auditAnchorFile: file]).output.contains("genuine"))
        try socle(["verify"], [.auditAnchorFile: "\(folder)/gone"]).expectRefusal(66, names: "\(folder)/gone")
        #expect(try socle(["anchor"], [.auditAnchorCommand: "cat >&2; exit 9"]).exitCode == 69)
        try socle("verify", "--anchors", file, "--public-key", file).expectRefusal(65, names: "no public key")
        // A tail that was cut.
        let base = try TestDatabase.current.connect()
        for table in ["events", "heads"] {
            try base.execute("alter table socle.audit_\(raw: table) disable trigger all")
        }
        try base.execute("delete from socle.audit_events where tenant_id = \(Self.tenant) and sequence = 3")
        try base.execute(
            """
            update socle.audit_heads set sequence = 2, sha256 = event.sha256 from socle.audit_events as event
            where audit_heads.tenant_id = \(Self.tenant) and event.tenant_id = \(Self.tenant) and event.sequence = 2
            """)
        #expect(try socle("verify").exitCode == 0)
        let compared = try socle("verify", Self.tenant.uuidString, "--anchors", file)
        #expect(compared.exitCode == 1 && compared.output.contains("event 3 of checkpoint 1 is missing"))
        let next = try socle("anchor", "--file", file)
        #expect(
            next.exitCode == 1 && next.errorOutput.contains("ends otherwise at event 2; checkpoint 1 has it at event 3")
        )
    }
}
