import FoundationEssentials
import Migrations
import Testing
import Vocabulary

@Suite("Plans of migrations")
struct MigrationPlanTests {
    private func file(_ name: String, _ kind: MigrationFile.Kind = .versioned, sha256: UInt8 = 1) -> MigrationFile {
        MigrationFile(scope: .database, kind: kind, name: name, text: "", sha256: [sha256])
    }

    private func ledger(_ files: MigrationFile...) -> MigrationLedger {
        MigrationLedger(
            database: "socle",
            entries: files.map {
                .init(
                    scope: $0.scope.rawValue, name: $0.name, kind: $0.kind, sha256: $0.sha256,
                    appliedAt: Date(timeIntervalSince1970: 0), appliedBy: "x", milliseconds: 1, programVersion: "9.9")
            })
    }

    private func plan(_ files: [MigrationFile], _ ledger: MigrationLedger, _ version: String = "9.9") throws
        -> MigrationPlan
    {
        try MigrationPlan(files: files, ledger: ledger, programVersion: version)
    }

    @Test("an empty database needs everything, in order")
    func empty() throws {
        let files = [file("0001_a"), file("0002_b"), file("10_c", .repeatable)]
        let plan = try plan(files, ledger())
        #expect(plan.steps.map(\.file.name) == ["0001_a", "0002_b", "10_c"])
    }

    @Test("what is applied is not applied again")
    func upToDate() throws {
        let files = [file("0001_a"), file("10_c", .repeatable)]
        #expect(try plan(files, ledger(files[0], files[1])).isEmpty)
    }

    @Test("a repeatable file comes again when it changed")
    func changedRepeatable() throws {
        let plan = try plan([file("10_c", .repeatable, sha256: 2)], ledger(file("10_c", .repeatable)))
        #expect(plan.steps.map(\.reason) == [.changed])
    }

    @Test("an older release does not put its own functions in the place of a newer one's")
    func olderRelease() throws {
        let newer = ledger(file("10_c", .repeatable))
        for files in [[file("10_c", .repeatable, sha256: 2)], []] {
            let failure = #expect(throws: MigrationFailure.self) { try plan(files, newer, "9.8.1") }
            #expect(failure?.code == "MIG105")
        }
        #expect(try plan([file("10_c", .repeatable)], newer, "9.8.1").isEmpty)
        #expect(try plan([file("10_c", .repeatable, sha256: 2)], newer, "9.10.0").steps.count == 1)
    }

    @Test("a changed, a late and an unknown file are refused", arguments: [0, 1, 2])
    func refuses(_ which: Int) {
        let failure = #expect(throws: MigrationFailure.self) {
            switch which {
            case 0: try plan([file("0001_a", sha256: 2)], ledger(file("0001_a")))
            case 1: try plan([file("0001_a"), file("0002_b")], ledger(file("0002_b")))
            default: try plan([], ledger(file("0001_a")))
            }
        }
        #expect(failure?.code.text == ["MIG103", "MIG104", "MIG105"][which])
    }
}
