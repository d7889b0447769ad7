import FoundationEssentials
import Glibc
import Subprocess

/// The program `socle` as a process of its own, run to its end.
struct SocleRun {
    let exitCode: Int
    let output: String
    let errorOutput: String

    /// The program that was built with these tests.
    static let program: String = {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        let path = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
        return path[..<(path.lastIndex(of: "/") ?? path.startIndex)] + "/socle"
    }()

    /// - Parameters:
    ///   - settings: the environment, of which nothing else is inherited.
    ///   - account: who runs it, when the tests run as root.
    init(
        _ arguments: String..., root: String, settings: [String: String] = [:], account: Account? = nil,
        program: String = Self.program
    ) throws {
        try self.init(arguments, root: root, settings: settings, account: account, program: program)
    }

    init(
        _ arguments: [String], root: String, settings: [String: String] = [:], account: Account? = nil,
        program: String = Self.program
    ) throws {
        var process = Subprocess(program, ["--root", root] + arguments)
        process.environment.merge(settings) { _, new in new }
        process.account = account
        let outcome = try process.run()
        exitCode = outcome.exitCode
        output = outcome.output
        errorOutput = outcome.errorOutput
    }

    /// What stands behind `error:` on the lines that begin so.
    var errors: [String] { lines(after: "error: ") }

    /// What stands behind `hint:` on the lines that begin so.
    var hints: [String] { lines(after: "hint: ") }

    private func lines(after label: String) -> [String] {
        errorOutput.split(separator: "\n").filter { $0.hasPrefix(label) }.map { String($0.dropFirst(label.count)) }
    }
}
