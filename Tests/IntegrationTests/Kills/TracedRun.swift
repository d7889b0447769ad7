import FoundationEssentials
import Glibc
import Subprocess
import TestServer
import Vocabulary

/// A command of the program that strace watches, and ends where it is told to.
///
/// The program has no part in it: what is run is what users run.
struct TracedRun {
    let arguments: [String]
    /// The installation root.
    let root: String
    /// The environment, of which nothing else is inherited.
    let settings: [String: String]
    /// What standard input is read from.
    var input = "/dev/null"

    /// How a run ended.
    struct Ending {
        let exitCode: Int
        let errorOutput: String
        /// The calls that the run made, up to its end.
        let calls: [ChangingCall]

        /// Whether it was killed, and did not come to its own end.
        var wasKilled: Bool { exitCode == 128 + Int(SIGKILL) }
    }

    /// Runs the command to its end, or until it is about to make a call.
    ///
    /// - Throws: ``TestFailure`` where strace is missing, or where the system lets nobody trace.
    func run(killedBefore call: ChangingCall? = nil) throws -> Ending {
        let trace = "/tmp/socle-trace-\(randomWord(12))"
        defer { unlink(trace) }
        var command = ["/usr/bin/strace", "-o", trace, "-e", "trace=\(ChangingCall.names.joined(separator: ","))"]
        if let call { command += ["-e", "inject=\(call.name):signal=KILL:when=\(call.ordinal)"] }
        command += ["--", SocleRun.program, "--root", root] + arguments
        var process = Subprocess("/bin/sh", ["-c", #"exec "$@" <"$INPUT""#, "sh"] + command)
        process.environment.merge(settings) { _, new in new }
        process.environment["INPUT"] = input
        let outcome = try process.run()
        let written = String(decoding: FileManager.default.contents(atPath: trace) ?? Data(), as: UTF8.self)
        let calls = ChangingCall.all(inTrace: written)
        guard !calls.isEmpty else {
            throw TestFailure(
                "no call was traced; is strace installed, and may programs be traced here? \(outcome.errorOutput)")
        }
        return Ending(exitCode: outcome.exitCode, errorOutput: outcome.errorOutput, calls: calls)
    }
}
