import Glibc

/// A script of a shell, run to its end.
struct ShellRun {
    let output: String

    /// What the shell ended with, or 128 and the signal that ended it.
    let exitCode: Int32

    /// The folder of the program `socle` that was built with these tests.
    static let programFolder: String = {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        let path = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
        return String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
    }()

    /// Runs a script with `socle` in its path, and with standard error in its output.
    init(_ script: String, with shell: String = "bash --norc") throws {
        guard
            let pipe = popen(
                "PATH=\(Self.quoted(Self.programFolder)):$PATH exec \(shell) -c \(Self.quoted(script)) 2>&1 </dev/null",
                "r")
        else {
            throw CannotStart()
        }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = fread(&buffer, 1, buffer.count, pipe), count > 0 { bytes += buffer[..<count] }
        let status = pclose(pipe)
        output = String(decoding: bytes, as: UTF8.self)
        exitCode = status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
    }

    /// A text as one word of a shell, whatever is in it.
    static func quoted(_ text: String) -> String {
        "'" + text.replacing("'", with: #"'\''"#) + "'"
    }

    struct CannotStart: Error {}

    /// Whether a program is installed.
    static func has(_ program: String) -> Bool {
        (try? ShellRun("command -v \(program)").exitCode) == 0
    }
}
