import FoundationEssentials
import Glibc
import Subprocess
import Testing

/// `socle source` on what is no file of its own: standard input and pipes.
@Suite struct SourceInputTests {
    /// Runs a line of the shell in which `socle` is the program, in a folder of its own.
    private func run(_ line: String) throws -> Subprocess.Outcome {
        let folder = FileManager.default.temporaryDirectory.appending(path: "socle-\(UUID().uuidString)").path()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let script = "socle() { '\(SocleRun.program)' \"$@\"; }; cd '\(folder)'; export TMPDIR='\(folder)'; \(line)"
        return try Subprocess("/bin/sh", ["-c", script]).run()
    }

    @Test("what a program prints is sniffed and printed like a file, and leaves none")
    func standardInput() throws {
        let sniffed = try run("printf 'code;n\\n01;2\\n02;3\\n' | socle source sniff - && ls -A")
        #expect(sniffed.exitCode == 0)
        #expect(sniffed.output.contains("standard input"))
        #expect(sniffed.output.contains("delimited by ;"))
        #expect(!sniffed.output.contains("socle-fetched"))
        let printed = try run("printf 'code;n\\n01;2\\n02;3\\n' | gzip | socle source cat -")
        #expect(printed.output == "code,n\n01,2\n02,3\n")
        #expect(try run("socle source cat - </dev/null").errorOutput.contains("'standard input' is empty"))
    }

    @Test("a named pipe is refused at once, and its hint works")
    func namedPipe() throws {
        let refused = try run("mkfifo p && socle source sniff p")
        #expect(refused.exitCode != 0)
        #expect(refused.errorOutput.contains("'p' is a pipe or a device"))
        #expect(refused.errorOutput.contains("Write '-' in its place"))
        #expect(try run("mkfifo p && (printf 'a;b\\n1;2\\n' >p &) && socle source cat - <p").output == "a,b\n1,2\n")
    }
}
