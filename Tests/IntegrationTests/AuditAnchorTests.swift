import Audit
import Cryptography
import FoundationEssentials
import Glibc
import Operations
import Postgres
import Settings
import Subprocess
import TestServer
import Testing
import Vocabulary

@Suite("Checkpoints outside the database", .database)
struct AuditAnchorTests {
    private var installation: Installation { TestDatabase.current.installation }

    private var folder: String { installation.settings.stateDirectory }

    private var path: String { "\(folder)/anchors.jsonl" }

    private func append(_ tenant: UUID, _ object: String) throws {
        try TestDatabase.current.connect().execute(
            "select socle.append_audit(\(tenant), 'control', 'test.done', \(object), '{}')")
    }

    private func anchor(_ path: String? = nil, command: String? = nil) throws -> MadeAnchor {
        try installation.anchorAudit(file: path ?? self.path, command: command)
    }

    private func verify(_ files: [String]? = nil) throws -> Installation.AuditVerification {
        try installation.verifyAudit(.all, anchorFiles: files ?? [path], publicKeyFiles: [])
    }

    private func lines(_ path: String? = nil) -> [String] {
        String(decoding: FileManager.default.contents(atPath: path ?? self.path) ?? Data(), as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
    }

    private func write(_ text: String, to path: String) throws {
        unlink(path)
        try AnchorFile(path).append(Array(text.utf8))
    }

    /// A superuser who switches triggers off.
    private func tamper(_ statements: SQL...) throws {
        let base = try TestDatabase.current.connect()
        try base.transaction { base in
            for table in ["events", "heads", "segments", "anchors"] {
                try base.execute("alter table socle.audit_\(raw: table) disable trigger all")
            }
            for statement in statements { try base.execute(statement) }
            // Whoever hides what he did lets the chain grow again.
            try base.execute("alter table socle.audit_events enable always trigger guard_insert")
        }
    }

    @Test("a checkpoint holds the chains that have changed, and one without any shows that anchoring lives")
    func made() throws {
        let (one, other) = (UUID(), UUID())
        try append(one, "a")
        try append(other, "a")
        // The platform's chain tells of the key, which the first checkpoint makes.
        let first = try anchor()
        #expect(first.number == 1 && first.chains == 3 && !first.beginsFile && first.retreats == [])
        #expect(try anchor().chains == 0)
        try append(one, "b")
        #expect(try anchor().chains == 1)
        #expect(lines().count == 3)
        var facts = stat()
        #expect(stat(path, &facts) == 0 && facts.st_mode & 0o777 == 0o600)
        let verification = try verify()
        #expect(verification.isSound && verification.anchors?.count == 3)
        #expect(verification.chains.allSatisfy { $0.completeness == .complete })
        #expect(verification.chains.first { $0.chain.tenantID == one }?.anchored?.head.sequence == 2)
        // Without the file it is said that there is one.
        let bare = try installation.verifyAudit(.all, anchorFiles: [], publicKeyFiles: [])
        #expect(bare.isSound && bare.anchors == nil && bare.chains.allSatisfy { $0.completeness == .notCompared })
        // A chain that came later was never anchored.
        let late = UUID()
        try append(late, "a")
        let more = try verify()
        #expect(more.isSound)
        #expect(more.chains.first { $0.chain.tenantID == late }?.completeness == .neverAnchored)
    }

    @Test("a tail that was cut, and a chain that was written anew, are seen through the checkpoint alone")
    func tampered() throws {
        let (cut, rewritten) = (UUID(), UUID())
        for object in ["a", "b", "c"] {
            try append(cut, object)
            try append(rewritten, object)
        }
        _ = try anchor()
        try tamper(
            "delete from socle.audit_events where tenant_id = \(cut) and sequence = 3",
            """
            update socle.audit_heads set sequence = 2, sha256 = (
                select sha256 from socle.audit_events where tenant_id = \(cut) and sequence = 2
            ) where tenant_id = \(cut)
            """,
            "delete from socle.audit_events where tenant_id = \(rewritten)",
            "delete from socle.audit_heads where tenant_id = \(rewritten)")
        for object in ["a", "x", "c"] { try append(rewritten, object) }
        // By itself each chain is sound.
        let alone = try installation.verifyAudit(.all, anchorFiles: [], publicKeyFiles: [])
        #expect(alone.isSound)
        let compared = try verify()
        #expect(!compared.isSound && compared.anchors?.isSound == true)
        func verdict(_ tenant: UUID) throws -> ChainVerdict {
            try #require(compared.chains.first { $0.chain.tenantID == tenant })
        }
        #expect(try verdict(cut).isIntact && verdict(cut).missing.kept == [.missingAnchored(3, anchor: 1)])
        #expect(try verdict(rewritten).isIntact)
        #expect(try verdict(rewritten).missing.kept == [.otherThanAnchored(3, anchor: 1)])
        // The next checkpoint says it too, and records what it finds.
        let next = try anchor()
        #expect(Set(next.retreats.map(\.chain.tenantID)) == [cut, rewritten])
        #expect(try anchor().retreats == [])
        #expect(try !verify().isSound)
    }

    @Test("a chain of which nothing is left is missed, and so is one of a database that is gone")
    func gone() throws {
        let tenant = UUID()
        try append(tenant, "a")
        _ = try anchor()
        try tamper(
            "delete from socle.audit_events where tenant_id = \(tenant)",
            "delete from socle.audit_heads where tenant_id = \(tenant)")
        let verdict = try #require(verify().chains.last { $0.chain.tenantID == tenant })
        #expect(verdict.missing.kept == [.missingAnchored(1, anchor: 1), .noHead(last: 0)])
        #expect(try anchor().retreats.map(\.chain.tenantID) == [tenant])
    }

    @Test("a file that was cut, replaced, changed or made public is neither believed nor continued")
    func file() throws {
        try append(UUID(), "a")
        for _ in 0..<4 { _ = try anchor() }
        let whole = lines()
        let text = whole.map { $0 + "\n" }
        func expect(_ content: String, _ faults: [AnchorFault], isContinued: Bool = false) throws {
            try write(content, to: path)
            #expect(try verify().anchors?.faults == faults)
            if isContinued { return }
            let failure = #expect(throws: AuditFailure.self) { try anchor() }
            #expect(failure == .otherAnchorFile(path: path, number: 4))
            #expect(FileManager.default.contents(atPath: path) == Data(content.utf8))
        }
        try expect(text[..<3].joined(), [.missing(4...4)])
        try expect(text[..<2].joined() + text[3], [.missing(3...3)], isContinued: true)
        try expect(text[1...].joined(), [.missing(1...1)], isContinued: true)
        try expect(text.joined().dropLast(1) + "", [.noCheckpoint(file: path, line: 4), .missing(4...4)])
        try expect(text.joined() + "x", [.noCheckpoint(file: path, line: 5)])
        try expect("other\n", [.noCheckpoint(file: path, line: 1), .missing(1...4)])
        // Nobody else can sign: here a line of another installation with the same number.
        let key = try SigningKey()
        let forged = try AuditAnchor(
            number: 4, anchoredAt: 1, environment: .development, previous: SHA256.hash(Array(whole[2].utf8)), heads: []
        ).line(signedBy: key)
        try expect(
            text[..<3].joined() + forged + "\n", [.foreignKey(4, file: path, line: 4), .missing(4...4)])
        #expect(
            try TestDatabase.current.connect().first("select max(number) from socle.audit_anchors") { try $0[0] } == 4)

        // Who begins a new file keeps the old one, and both together are whole.
        try write(text.joined(), to: path)
        let second = "\(folder)/second.jsonl"
        #expect(try anchor(second).beginsFile)
        #expect(try verify([second, path]).isSound)
        #expect(try verify([second]).anchors?.faults == [.missing(1...4)])
        chmod(second, 0o620)
        for body in [{ _ = try anchor(second) }, { _ = try verify([second]) }] as [() throws -> Void] {
            let failure = #expect(throws: AuditFailure.self) { try body() }
            #expect(failure == .writableByOthers(path: second))
        }
    }

    @Test("what a crash or a failure left between base, file and command is mended by the next run")
    func mended() throws {
        try append(UUID(), "a")
        let taken = "\(folder)/taken.jsonl"
        let command = "cat >> '\(taken)'"
        _ = try anchor(command: command)
        // The command fails after the file has the line: the file does not get it twice.
        let failure = #expect(throws: AuditFailure.self) { try anchor(command: "echo no mail today >&2; exit 3") }
        #expect(failure == .anchorCommand(exitCode: 3, said: "no mail today\n"))
        #expect(lines().count == 2 && lines(taken).count == 1)
        let third = try anchor(command: command)
        #expect(third.number == 3 && third.deliveredLate == 2)
        #expect(lines() == lines(taken) && lines().count == 3)
        // A crash before the file had anything of the line, and at each byte of writing it.
        for count in [0, 1, 100, -1, -2] {
            _ = #expect(throws: AuditFailure.self) { try anchor(command: "exit 1") }
            let all = lines()
            let last = all[all.count - 1]
            let part = count < 0 ? last.dropLast(-count - 1) : last.prefix(count)
            try write(all.dropLast().map { $0 + "\n" }.joined() + part, to: path)
            #expect(try anchor(command: command).deliveredLate == all.count)
            #expect(lines().starts(with: all) && lines().count == all.count + 1, "\(count)")
        }
        // A file that cannot be written, and then another one, which begins with what was left.
        let late = "\(folder)/none/late.jsonl"
        let missing = #expect(throws: AuditFailure.self) { try anchor(late) }
        #expect(missing?.code == "AUD302")
        mkdir("\(folder)/none", 0o700)
        let number = lines().count + 1
        let resumed = try anchor(late)
        #expect(resumed.deliveredLate == number && lines(late).count == 2)
        #expect(try verify([path, late]).isSound)
        #expect(try verify([taken, late]).isSound)
        // A crash in the middle of the first line of a new file.
        _ = #expect(throws: AuditFailure.self) { try anchor(late, command: "exit 1") }
        let last = try #require(lines(late).last)
        let fresh = "\(folder)/fresh.jsonl"
        try write(String(last.prefix(50)), to: fresh)
        _ = try anchor(fresh)
        #expect(try lines(fresh).first == last && verify([path, late, fresh]).isSound)
    }

    @Test("the command gets the line and nothing of this process's environment")
    func command() throws {
        setenv("SOCLE_CANARY", "s3cret-canary", 1)
        defer { unsetenv("SOCLE_CANARY") }
        try append(UUID(), "a")
        _ = try anchor(command: "cat > '\(folder)/line'; env > '\(folder)/env'; ls /proc/self/fd > '\(folder)/fd'")
        let line = FileManager.default.contents(atPath: "\(folder)/line") ?? Data()
        #expect(line == FileManager.default.contents(atPath: path))
        let environment = String(
            decoding: FileManager.default.contents(atPath: "\(folder)/env") ?? Data(), as: UTF8.self)
        #expect(environment.contains("PATH=") && !environment.contains("SOCLE") && !environment.contains("canary"))
        let descriptors = String(
            decoding: FileManager.default.contents(atPath: "\(folder)/fd") ?? Data(), as: UTF8.self)
        #expect(descriptors.split(separator: "\n").count <= 4)
        // Without a file as well; and without anything it is refused.
        #expect(try installation.anchorAudit(file: nil, command: "cat >> '\(path)'").number == 2)
        #expect(try verify().isSound)
        let failure = #expect(throws: AuditFailure.self) { try installation.anchorAudit(file: nil, command: nil) }
        #expect(failure == .nowhereToAnchor)
    }

    @Test("eight runs at once make eight checkpoints, one after the other")
    func concurrent() throws {
        try append(UUID(), "a")
        let (installation, path) = (installation, path)
        let numbers = try atOnce(8) { _ in try installation.anchorAudit(file: path, command: nil).number }
        #expect(numbers.sorted() == Array(1...8))
        #expect(lines().count == 8)
        #expect(try verify().isSound)
    }

    @Test("with a clock behind the last checkpoint none is made")
    func clock() throws {
        try append(UUID(), "a")
        _ = try anchor()
        try tamper("update socle.audit_anchors set anchored_at_us = anchored_at_us + 3600000000")
        let failure = #expect(throws: AuditFailure.self) { try anchor() }
        #expect(failure?.code == "AUD201" && failure?.kind == .conflict)
        #expect(lines().count == 1)
    }

    @Test("a file that can only grow is enough")
    func appendOnly() throws {
        try append(UUID(), "a")
        _ = try anchor()
        let hold = try Subprocess("/usr/bin/chattr", ["+a", path]).run()
        guard hold.exitCode == 0 else {
            print("audit: this file system knows no chattr +a")
            return
        }
        defer { _ = try? Subprocess("/usr/bin/chattr", ["-a", path]).run() }  // or the folder could not be removed
        _ = #expect(throws: AuditFailure.self) { try anchor(command: "exit 1") }
        _ = try anchor()
        #expect(lines().count == 3)
        #expect(open(path, O_WRONLY | O_TRUNC) < 0)
        #expect(try verify().isSound)
    }

    @Test("the base changes no checkpoint, for nobody, and numbers them without gaps")
    func guarded() throws {
        try append(UUID(), "a")
        _ = try anchor()
        let base = try TestDatabase.current.connect()
        for replication in ["origin", "replica", "local"] {
            try base.execute("set session_replication_role = \(raw: replication)")
            for change in [
                "update socle.audit_anchors set sha256 = sha256('x')",
                "update socle.audit_anchors set pending_line = 'x'",
                "delete from socle.audit_anchors", "truncate socle.audit_anchors",
                "insert into socle.audit_anchors select number + 2, anchored_at_us + 1, sha256 from socle.audit_anchors",
                "insert into socle.audit_anchors select number + 1, anchored_at_us, sha256 from socle.audit_anchors",
            ] {
                try #expect(refusal(of: SQL(raw: change), base) == .insufficientPrivilege, "\(replication): \(change)")
            }
        }
    }
}
