import FoundationEssentials
import Glibc
import Operations
import Settings
import Subprocess
import TestServer
import Testing
import Vocabulary

/// The program's `secret` commands on the database of the running test.
struct SecretCommands {
    let root: String

    /// Lends the commands with a root whose declared tenants a test may change.
    static func lend<Value>(_ body: (SecretCommands) throws -> Value) throws -> Value {
        try InstallationFolder.lend { root in
            let tenants = "\(root)/tenants/development"
            try FileManager.default.removeItem(atPath: tenants)
            try FileManager.default.createDirectory(atPath: tenants, withIntermediateDirectories: true)
            return try body(SecretCommands(root: root))
        }
    }

    /// What the process needs to find the test's database and keys.
    static var environment: [String: String] {
        let settings = TestDatabase.current.installation.settings
        return [
            Setting.provisionerURL.rawValue: settings[.provisionerURL] ?? "",
            Setting.state.rawValue: settings.stateDirectory,
        ]
    }

    /// Runs `socle secret …` to its end, with standard input from a pipe.
    func callAsFunction(_ arguments: String..., input: [UInt8] = []) throws -> Run {
        try Run(["--root", root, "secret"] + arguments, input: input)
    }

    /// Starts `socle secret …` at a terminal.
    func atTerminal(_ arguments: String...) throws -> TerminalRun {
        try TerminalRun(["--root", root, "secret"] + arguments, settings: Self.environment)
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

        init(_ arguments: [String], input: [UInt8]) throws {
            let files = "/tmp/socle-io-\(randomWord(10))"
            try Data(input).write(to: URL(filePath: "\(files).in"))
            defer {
                unlink("\(files).in")
                unlink("\(files).out")
            }
            var process = Subprocess(
                "/bin/sh", ["-c", #"cat "$0.in" | "$@" > "$0.out""#, files, SocleRun.program] + arguments)
            process.environment.merge(SecretCommands.environment) { _, new in new }
            let outcome = try process.run()
            exitCode = outcome.exitCode
            output = [UInt8](try Data(contentsOf: URL(filePath: "\(files).out")))
            errorOutput = outcome.errorOutput
        }
    }
}
