import FoundationEssentials
import Glibc
import Guard
import Settings
import Subprocess
import Vocabulary

/// The guard that `socle dev start` leaves running beside the embedded server.
///
/// Its number stands in a file of the state folder; whether the process of that
/// number is still the guard is asked of the system.
struct GuardProcess {
    /// The state folder of the installation.
    let state: String

    private var file: String { "\(state)/guard.pid" }
    private var log: String { "\(state)/guard.log" }

    /// Bytes of the log beyond which it is begun anew.
    private static let mostLog = 10_000_000

    /// The process, when it runs.
    func running() -> Int32? {
        guard let content = FileManager.default.contents(atPath: file) else { return nil }
        let words = String(decoding: content, as: UTF8.self).split(separator: " ")
        guard words.count == 2, let process = Int32(words[0]), process > 1,
            Self.beginning(of: process) == String(words[1])
        else { return nil }
        return process
    }

    /// Starts it unless it runs.
    ///
    /// - Returns: whether it had to be started.
    func start(program: String, arguments: [String], environment: [String: String]) throws -> Bool {
        if running() != nil { return false }
        if let size = (try? FileManager.default.attributesOfItem(atPath: log))?[.size] as? Int, size > Self.mostLog {
            unlink(log)
        }
        var command = Subprocess(program, arguments)
        command.environment = environment
        let process = try command.startInBackground(writingTo: log)
        // Whoever ended by now, because a guard runs already, leaves no beginning.
        guard let beginning = Self.beginning(of: process) else { return false }
        try writeFile(file, "\(process) \(beginning)", mode: 0o600)
        return true
    }

    /// Ends it, and waits until it has ended.
    ///
    /// - Returns: whether it ran.
    func stop() -> Bool {
        guard let process = running() else { return false }
        kill(process, SIGTERM)
        for attempt in 0..<200 {
            // A child of this process stays until it is asked for.
            waitpid(process, nil, WNOHANG)
            if running() == nil { break }
            if attempt == 150 { kill(process, SIGKILL) }
            usleep(50_000)
        }
        unlink(file)
        return true
    }

    /// When a process began, in ticks since the machine did; nil without one, or when it has ended and waits for its parent.
    private static func beginning(of process: Int32) -> String? {
        guard let content = FileManager.default.contents(atPath: "/proc/\(process)/stat") else { return nil }
        let text = String(decoding: content, as: UTF8.self)
        // The name, in brackets, may hold anything.
        guard let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count > 19, fields[0] != "Z" else { return nil }
        return String(fields[19])
    }
}

extension Installation {
    /// Starts the guard beside the embedded server, unless it runs, and waits until it watches; it ends with the server.
    ///
    /// - Parameters:
    ///   - program: the path of this program.
    ///   - environment: what the guard finds its settings in, as this process did.
    /// - Returns: whether it had to be started.
    package func startGuard(program: String, environment: [String: String]) throws -> Bool {
        let wasStarted = try GuardProcess(state: settings.stateDirectory).start(
            program: program,
            arguments: [
                "--root", settings.root.path, "--environment", settings.environment.rawValue, "guard", "--with-server",
            ], environment: environment)
        for _ in 0..<100 {
            // The one before may have watched a moment ago.
            guard let process = GuardProcess(state: settings.stateDirectory).running() else { break }
            if let beat = try heartbeats().first?.beat, beat.holder.hasSuffix("process \(process)"), beat.age < 5 {
                break
            }
            usleep(100_000)
        }
        return wasStarted
    }

    /// Ends the guard beside the embedded server.
    ///
    /// - Returns: whether it ran.
    @discardableResult
    package func stopGuard() -> Bool {
        GuardProcess(state: settings.stateDirectory).stop()
    }
}
