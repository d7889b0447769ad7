import Dispatch
import FoundationEssentials
import Glibc
import Settings
import Subprocess
import Synchronization
import TestServer

/// Looks, again and again, at the arguments and the environment of every process.
final class ProcessWatch: Sendable {
    private let seen = Mutex<Set<Data>>([])
    private let isOver = Atomic(false)
    private let watching = DispatchGroup()

    init() {
        DispatchQueue(label: "a thread of its own").async(group: watching) { [self] in
            while !isOver.load(ordering: .acquiring) {
                look()
                usleep(5_000)
            }
        }
    }

    /// Starts processes that show a word each among their arguments and in their environment, until both were seen.
    func show(argument: String, variable: String) throws {
        var process = Subprocess("/bin/sh", ["-c", "exec sleep 0.2", "sh", argument])
        process.environment["CONTROL"] = variable
        for _ in 0..<100 {
            try process.check()
            let texts = seen.withLock { $0.map { String(decoding: $0, as: UTF8.self) } }
            if [argument, variable].allSatisfy({ word in texts.contains { $0.contains(word) } }) { return }
        }
        throw TestFailure("what everybody can see of a process was not seen")
    }

    /// Ends the watch.
    ///
    /// - Returns: everything that was seen, each text once.
    func end() -> Set<Data> {
        isOver.store(true, ordering: .releasing)
        watching.wait()
        return seen.withLock { $0 }
    }

    private func look() {
        // A process that ends meanwhile has nothing to show any more.
        let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        for process in processes where Int(process) != nil {
            for file in ["cmdline", "environ"] {
                guard var content = FileManager.default.contents(atPath: "/proc/\(process)/\(file)"), !content.isEmpty
                else { continue }
                if file == "environ" { content = withoutGivenRootKey(content, of: process) }
                seen.withLock { [content] in _ = $0.insert(content) }
            }
        }
    }

    /// Whether a process is one that the program started, at once or by others.
    private func isStartedByProgram(_ process: String) -> Bool {
        // Until it becomes another program, a new process is still the one that started it.
        if isProgram(process) { return false }
        var ancestor = process
        while let parent = parent(of: ancestor), parent != "0" {
            if isProgram(parent) { return true }
            ancestor = parent
        }
        return false
    }

    private func isProgram(_ process: String) -> Bool {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/\(process)/exe", &buffer, buffer.count)
        return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self) == SocleRun.program
    }

    private func parent(of process: String) -> String? {
        guard let status = FileManager.default.contents(atPath: "/proc/\(process)/status") else { return nil }
        let line = String(decoding: status, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("PPid:") }
        return line.map { String($0.drop { !$0.isNumber }) }
    }

    /// An environment without the root key, where a test and not the program gave it.
    private func withoutGivenRootKey(_ environment: Data, of process: String) -> Data {
        let variable = Data("\(Setting.rootKey.rawValue)=".utf8)
        let entries = environment.split(separator: 0)
        guard entries.contains(where: { $0.starts(with: variable) }), !isStartedByProgram(process) else {
            return environment
        }
        return Data(entries.filter { !$0.starts(with: variable) }.joined(separator: [0]))
    }
}
