import FoundationEssentials
import Glibc
import Operations
import Subprocess
import TestServer
import Testing
import Vocabulary

/// What people are told while a move is in the middle.
@Suite("A move that stopped", .database)
struct StoppedMoveTests {
    private func socle(_ world: MoveWorld, _ words: [String], failingAt point: String? = nil) throws -> SocleRun {
        var settings = CrashPlace.environment(world.database)
        if let point { settings["SOCLE_FAIL_AT"] = point }
        return try SocleRun(["--verbose"] + words, root: world.root, settings: settings)
    }

    @Test("is named by plan, apply, erase and rename, also while it waits, and nothing of it is called nobody's")
    func named() throws {
        try MoveWorld.lend { world in
            let tenant = world.tenant.text
            let died = try socle(
                world, ["tenant", "move", tenant, "--to", "database"], failingAt: "tenant.move/copy:after")
            #expect(died.exitCode == 86)
            let number = try CrashPlace.lastOperation(world.database)
            for words in [
                ["plan", tenant], ["apply", tenant], ["rename", tenant, "\(tenant)x"],
                ["erase", tenant, "--attestation", "x", "--confirm", tenant, "--without-export"],
            ] {
                let run = try socle(world, ["tenant"] + words)
                #expect(run.exitCode != 0 && run.exitCode != 2)
                #expect(run.errors.first?.contains("operation \(number) (tenant.move)") == true, "\(run.errorOutput)")
                #expect(run.errors.first?.contains("JRN102") == true, "\(run.errorOutput)")
                #expect(run.hints == ["Run 'socle operation resume \(number)', or 'socle operation undo \(number)'."])
            }
            let resumed = try socle(world, ["operation", "resume", "\(number)"])
            #expect(resumed.exitCode == 0, "\(resumed.errorOutput)")
            #expect(try socle(world, ["tenant", "plan", tenant]).output == "Nothing to do.\n")
            for words in [
                ["rename", tenant, "\(tenant)x"],
                ["erase", tenant, "--attestation", "x", "--confirm", tenant, "--without-export"],
            ] {
                let run = try socle(world, ["tenant"] + words)
                #expect(
                    run.errors == [
                        "operation \(number) (tenant.move) of tenant '\(tenant)' waits to be confirmed (JRN109)"
                    ])
                #expect(run.hints == ["Run 'socle operation confirm \(number)', or 'socle operation undo \(number)'."])
            }
            let died2 = try socle(world, ["operation", "confirm", "\(number)"], failingAt: "tenant.move/drop:before")
            #expect(died2.exitCode == 86)
            // From the drop on there is no way back, and none is offered.
            let run = try socle(world, ["tenant", "rename", tenant, "\(tenant)x"])
            #expect(run.hints == ["Run 'socle operation resume \(number)'; it cannot be undone any more."])
            #expect(try socle(world, ["operation", "resume", "\(number)"]).exitCode == 0)
            #expect(try socle(world, ["tenant", "plan", tenant]).output == "Nothing to do.\n")
        }
    }

    @Test("by Ctrl-C says how to go on", arguments: [SIGINT, SIGTERM])
    func interrupted(_ signal: Int32) throws {
        try MoveWorld.lend { world in
            var process = Subprocess(
                SocleRun.program, ["--root", world.root, "tenant", "move", world.tenant.text, "--to", "database"])
            process.environment.merge(CrashPlace.environment(world.database)) { _, new in new }
            let log = "\(world.root)/move.log"
            let number = try process.startInBackground(writingTo: log)
            func said() -> String { (try? String(contentsOfFile: log, encoding: .utf8)) ?? "" }
            for _ in 0..<30_000 where !said().contains("backup: ") { usleep(1_000) }
            // It is in the middle, and stays there until the signal waits for it.
            kill(number, SIGSTOP)
            kill(number, signal)
            kill(number, SIGCONT)
            var status: Int32 = 0
            waitpid(number, &status, 0)
            #expect(status & 0x7f == signal, "it ended by \(status)")
            let operation = try CrashPlace.lastOperation(world.database)
            #expect(
                said().hasSuffix(
                    """
                    operation \(operation) is not finished: 'socle operation resume \(operation)' goes on, \
                    'socle operation undo \(operation)' takes it back

                    """), "\(said())")
            #expect(try socle(world, ["operation", "undo", "\(operation)"]).exitCode == 0)
            #expect(try socle(world, ["tenant", "plan", world.tenant.text]).output == "Nothing to do.\n")
        }
    }
}
