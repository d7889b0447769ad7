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

@Suite("A verifier that knows docs/audit.md and none of our code", .database)
struct IndependentAuditTests {
    private static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" }
    private static let tenant = UUID(uuid: (1, 2, 3, 4, 5, 6, 0x47, 8, 0x89, 10, 11, 12, 13, 14, 15, 16))

    private var folder: String { TestDatabase.current.installation.settings.stateDirectory }

    /// Runs Tests/Independent/verify_audit.py.
    private func judge(_ export: String, _ anchors: String...) throws -> Subprocess.Outcome {
        var arguments = ["-B", "\(Self.root)/Tests/Independent/verify_audit.py", "\(folder)/\(export)"]
        for file in anchors { arguments += ["--anchors", "\(folder)/\(file)", "--key", "\(folder)/audit.pem"] }
        var verifier = Subprocess("/usr/bin/python3", arguments)
        verifier.environment["PYTHONPATH"] = "\(Self.root)/.build/python"
        return try verifier.run()
    }

    private func write(_ bytes: some Sequence<UInt8>, to name: String) throws {
        try Data(bytes).write(to: URL(filePath: "\(folder)/\(name)"))
    }

    private func read(_ name: String) -> [UInt8] {
        [UInt8](FileManager.default.contents(atPath: "\(folder)/\(name)") ?? Data())
    }

    /// A chain with sealed segments and every kind of character, its export, and three checkpoints of it.
    private func prepare() throws {
        let installation = TestDatabase.current.installation
        let base = try TestDatabase.current.connect()
        try AgedChain.write(
            [("access", "2 years"), ("control", "1 year"), ("access", "14 months"), ("access", "13 months")],
            of: Self.tenant, in: base)
        _ = try installation.anchorAudit(file: "\(folder)/anchors.jsonl", command: nil)
        try installation.purgeAudit(.all, isDryRun: false) { _ in }
        _ = try installation.anchorAudit(file: "\(folder)/anchors.jsonl", command: nil)
        try base.execute(
            """
            select socle.append_audit(\(Self.tenant), 'proof', 'test.done', \("\"\\ \u{1}\t\u{7F}\u{2028}é𝄞"),
                \("{\"texte\": \"ligne\nautre 😀\"}"))
            """)
        _ = try installation.anchorAudit(file: "\(folder)/anchors.jsonl", command: nil)
        try write(installation.auditPublicKey().pem.utf8, to: "audit.pem")
        _ = try installation.exportAudit(.identity(Self.tenant), to: "\(folder)/good.jsonl")
    }

    private var name: String { "\(TestDatabase.current.name) \(Self.tenant.uuidString.lowercased())" }

    @Test("it judges a good export as we do, with checkpoints and without")
    func good() throws {
        try prepare()
        var outcome = try judge("good.jsonl", "anchors.jsonl")
        #expect(outcome.exitCode == 0, "\(outcome.output)\(outcome.errorOutput)")
        #expect(outcome.output == "3 checkpoints\n\(name): intact, complete, last event 6\nno fault\n")
        outcome = try judge("good.jsonl")
        #expect(outcome.exitCode == 0 && outcome.output == "\(name): intact, never anchored, last event 6\nno fault\n")
    }

    @Test("it sees what was changed, cut or written anew, and tells integrity from completeness")
    func tampered() throws {
        try prepare()
        let lines = read("good.jsonl").split(separator: UInt8(ascii: "\n")).map { Array($0) + [UInt8(ascii: "\n")] }
        try #require(lines.count == 7)
        func verdict(_ lines: [[UInt8]], anchored: Bool = true) throws -> String {
            try write(lines.joined(), to: "bad.jsonl")
            let outcome = try anchored ? judge("bad.jsonl", "anchors.jsonl") : judge("bad.jsonl")
            #expect(outcome.exitCode == (outcome.output.hasSuffix("no fault\n") ? 0 : 1), "\(outcome.errorOutput)")
            return outcome.output
        }
        // An event or a segment less.
        for index in 1...5 {
            let output = try verdict(Array(lines[..<index] + lines[(index + 1)...]))
            #expect(output.contains(index == 5 ? ": intact, incomplete" : ": broken"), "\(index): \(output)")
        }
        // The last event less, and a head that agrees: sound by itself, not by its checkpoint.
        var cut = Array(lines[..<5] + lines[6...])
        let head = String(decoding: lines[0], as: UTF8.self)
        let last = String(decoding: lines[4], as: UTF8.self)
        let hash = try #require(last.firstMatch(of: /"sha256":"([0-9a-f]{64})"\}\}/)?.output.1)
        cut[0] = Array(
            head.replacing("\"sequence\":6", with: "\"sequence\":5").replacing(
                /"sha256":"[0-9a-f]{64}"/, with: "\"sha256\":\"\(hash)\""
            ).utf8)
        #expect(try verdict(cut, anchored: false).hasSuffix("no fault\n"))
        #expect(try verdict(cut).contains(": intact, incomplete") && verdict(cut).contains("checkpoint 3"))
        // An export without its end, and one that is none.
        #expect(try verdict(Array(lines.dropLast())).contains("the export is cut"))
        #expect(try verdict([Array("{}\n".utf8)]).contains("cannot be read"))
    }

    @Test("one bit flipped in every byte of an export and of its checkpoints is found")
    func flips() throws {
        try prepare()
        var driver = Subprocess(
            "/usr/bin/python3",
            ["-B", "\(Self.root)/Tests/Independent/flip_audit.py"]
                + ["good.jsonl", "anchors.jsonl", "audit.pem"].map { "\(folder)/\($0)" } + [folder])
        driver.environment["PYTHONPATH"] = "\(Self.root)/.build/python"
        let outcome = try driver.run()
        let lines = outcome.output.split(separator: "\n")
        #expect(outcome.exitCode == 0 && lines.count == 1, "\(outcome.output)\(outcome.errorOutput)")
        let count = try #require(Int(lines.first?.prefix { $0.isNumber } ?? ""))
        try #require(count > 3000 && lines.first?.hasSuffix(", 0 unseen") == true)
        print("audit: \(count) bits flipped in an export and its checkpoints; the independent verifier found all")
    }
}
