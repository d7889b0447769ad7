import FoundationEssentials
import Glibc
import Operations
import Settings
import Subprocess
import TestServer
import Testing
import Vocabulary

/// The program's `secret` commands on the database of the running test.
struct SecretCommands: Sendable {
    let root: String

    /// What a process needs to find the test's database and keys.
    var environment: [String: String]

    /// Lends the commands with a root whose declared tenants a test may change.
    static func lend<Value>(_ body: (SecretCommands) throws -> Value) throws -> Value {
        try InstallationFolder.lend { root in
            let tenants = "\(root)/tenants/development"
            try FileManager.default.removeItem(atPath: tenants)
            try FileManager.default.createDirectory(atPath: tenants, withIntermediateDirectories: true)
            let settings = TestDatabase.current.installation.settings
            return try body(
                SecretCommands(
                    root: root,
                    environment: [
                        Setting.provisionerURL.rawValue: settings[.provisionerURL] ?? "",
                        Setting.state.rawValue: settings.stateDirectory,
                    ]))
        }
    }

    /// Runs `socle secret …` to its end, with standard input from a pipe.
    func callAsFunction(_ arguments: String..., input: [UInt8] = []) throws -> Run {
        try socle(["secret"] + arguments, input: input)
    }

    /// Runs any command to its end, with standard input from a pipe.
    func socle(_ arguments: [String], input: [UInt8] = []) throws -> Run {
        try Run(["--root", root] + arguments, input: input, environment)
    }

    /// Runs lines of a shell at once, each to its end or to its first failure; `socle` is the program with its root.
    ///
    /// - Returns: how each ended; what they wrote on standard error stands in the first.
    func atOnce(_ lines: [String]) throws -> [Run] {
        let files = "/tmp/socle-io-\(randomWord(10))"
        var script = "program=$0; root=$1; files=$2; socle() { \"$program\" --root \"$root\" \"$@\"; }\n"
        for (index, line) in lines.enumerated() {
            script += "( ( set -e; \(line) ) >$files.\(index); echo $? >$files.\(index).code ) &\n"
        }
        script += "wait"
        var process = Subprocess("/bin/sh", ["-c", script, SocleRun.program, root, files])
        process.environment.merge(environment) { _, new in new }
        let outcome = try process.run()
        return try lines.indices.map { index in
            let file = "\(files).\(index)"
            defer {
                unlink(file)
                unlink("\(file).code")
            }
            let code = String(decoding: try Data(contentsOf: URL(filePath: "\(file).code")), as: UTF8.self)
            return Run(
                exitCode: Int(code.filter(\.isNumber)) ?? -1,
                output: [UInt8](try Data(contentsOf: URL(filePath: file))),
                errorOutput: index == 0 ? outcome.errorOutput : "")
        }
    }

    /// Starts `socle secret …` at a terminal.
    func atTerminal(_ arguments: String...) throws -> TerminalRun {
        try TerminalRun(["--root", root, "secret"] + arguments, settings: environment)
    }

    /// Declares a tenant.
    ///
    /// - Parameter rotation: schedules of keys and logins, as the file says them.
    func declare(_ tenant: TenantIdentifier, keys: String = "never", logins: String = "never") throws {
        let declaration = """
            tenant_info:
              tenant_id: \(tenant)
              tenant_name: Ville
              tenant_type: free
              contact: {name: Zoé, email: zoe@example.org}
            themes: [economie]
            channels: [metabase]
            security:
              encryption: {key_rotation: \(keys)}
              login_rotation: \(logins)

            """
        try Data(declaration.utf8).write(to: URL(filePath: "\(root)/tenants/development/\(tenant).yml"))
    }

    /// How a command ended, with its output byte by byte.
    struct Run {
        let exitCode: Int
        let output: [UInt8]
        let errorOutput: String

        var text: String { String(decoding: output, as: UTF8.self) }

        /// What stands behind `error:` on the lines that begin so.
        var errors: [String] {
            errorOutput.split(separator: "\n").filter { $0.hasPrefix("error: ") }.map { String($0.dropFirst(7)) }
        }

        fileprivate init(exitCode: Int, output: [UInt8], errorOutput: String) {
            self.exitCode = exitCode
            self.output = output
            self.errorOutput = errorOutput
        }

        fileprivate init(_ arguments: [String], input: [UInt8], _ environment: [String: String]) throws {
            let files = "/tmp/socle-io-\(randomWord(10))"
            try Data(input).write(to: URL(filePath: "\(files).in"))
            defer {
                unlink("\(files).in")
                unlink("\(files).out")
            }
            var process = Subprocess(
                "/bin/sh", ["-c", #"cat "$0.in" | "$@" > "$0.out""#, files, SocleRun.program] + arguments)
            process.environment.merge(environment) { _, new in new }
            let outcome = try process.run()
            exitCode = outcome.exitCode
            output = [UInt8](try Data(contentsOf: URL(filePath: "\(files).out")))
            errorOutput = outcome.errorOutput
        }
    }
}
