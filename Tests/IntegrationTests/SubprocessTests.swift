import Subprocess
import Testing

@Suite("Other programs")
struct SubprocessTests {
    // The pool on which tests run blocks most signals; the shell counts its children by one of them.
    @Test("a shell that was started from any thread sees its children end", .timeLimit(.minutes(1)))
    func waitingShell() throws {
        let shell = Subprocess("/bin/sh", ["-c", "sleep 0.1 & wait; grep SigBlk /proc/self/status"])
        #expect(try shell.check().hasSuffix("\t0000000000000000\n"))
    }
}
