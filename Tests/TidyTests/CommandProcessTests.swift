import Commands
import Glibc
import Synchronization
import Testing

@Suite("The program as a process")
struct CommandProcessTests {
    @Test("a reader who leaves early gets no word of complaint")
    func head() throws {
        let run = try ShellRun(
            "while socle --help; do :; done | head -1; echo ${PIPESTATUS[0]} ${PIPESTATUS[1]}")
        #expect(run.output == "Run a sovereign data platform on PostgreSQL.\n0 0\n")
        let ended = try ShellRun("{ sleep 0.3; socle --help; echo $? >&2; } | true")
        #expect(ended.output == "141\n")
    }

    @Test("a reader who leaves does not kill the program, which ends in order")
    func orderly() async {
        await #expect(processExitsWith: .exitCode(141)) {
            var ends: [Int32] = [-1, -1]
            pipe(&ends)
            dup2(ends[1], STDOUT_FILENO)
            close(ends[0])
            exit(Program.socle.run(["--help"], in: .ofProcess()))
        }
    }

    @Test("closed streams disturb nobody")
    func closed() throws {
        #expect(try ShellRun("socle --help >&-").exitCode == 0)
        #expect(
            try ShellRun("socle --help <&- | head -1").output
                == "Run a sovereign data platform on PostgreSQL.\n")
        #expect(try ShellRun("socle nonsense 2>&-").exitCode == 64)
        #expect(try ShellRun("socle nonsense >&- 2>&- <&-").exitCode == 64)
    }

    @Test("a full disk is a failure")
    func full() throws {
        let run = try ShellRun("socle --help > /dev/full")
        #expect(run.output == "error: standard output cannot be written: No space left on device\n")
        #expect(run.exitCode == 69)
    }

    @Test("colours appear on a terminal, and not with NO_COLOR", .enabled(if: ShellRun.has("script")))
    func colours() throws {
        let onTerminal = try ShellRun("script -qec 'NO_COLOR= TERM=xterm socle nonsense' /dev/null")
        #expect(onTerminal.output.hasPrefix("\u{1B}[31merror:\u{1B}[0m"))
        let unwanted = try ShellRun("script -qec 'NO_COLOR=1 TERM=xterm socle nonsense' /dev/null")
        #expect(unwanted.output.hasPrefix("error:"))
        #expect(try ShellRun("NO_COLOR= TERM=xterm socle nonsense").output.hasPrefix("error:"))
    }

    @Test("Ctrl-C lets a command tidy up and then ends the program with 130")
    func interrupted() async {
        await #expect(processExitsWith: .exitCode(130)) {
            exit(Interruptible.program.run(["wait", "interrupt"], in: .ofProcess()))
        }
        await #expect(processExitsWith: .exitCode(143)) {
            exit(Interruptible.program.run(["wait", "terminate"], in: .ofProcess()))
        }
    }

    @Test("a second Ctrl-C ends a program that does not tidy up")
    func impatience() async {
        await #expect(processExitsWith: .signal(SIGINT)) {
            let cancel: @Sendable () -> Void = { kill(getpid(), SIGINT) }
            try Interruption.cancelling(with: cancel) {
                kill(getpid(), SIGINT)
                sleep(60)
            }
        }
    }
}

/// A command that waits until it is told to stop, and sends itself the signal that does so.
private struct Interruptible: LeafCommand {
    enum Signal: String, CaseIterable, ArgumentValue {
        case interrupt, terminate
    }

    let signal: Signal

    static let command = Command(
        "wait", "Wait.", Argument("SIGNAL", Signal.self, "What ends it."), make: Self.init(signal:))

    static let program = Program("test", "Wait.", version: "0", [command])

    func run(in context: Context) throws -> Ending {
        let isCancelled = Atomic(false)
        let cancel: @Sendable () -> Void = { isCancelled.store(true, ordering: .releasing) }
        return try Interruption.cancelling(with: cancel) {
            kill(getpid(), signal == .interrupt ? SIGINT : SIGTERM)
            while !isCancelled.load(ordering: .acquiring) { usleep(1_000) }
            return .success
        }
    }
}
