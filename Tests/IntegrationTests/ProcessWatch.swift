import Dispatch
import FoundationEssentials
import Glibc
import Synchronization

/// Looks, again and again, at what everybody can see of every process: its arguments and its environment.
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
                guard let content = FileManager.default.contents(atPath: "/proc/\(process)/\(file)"), !content.isEmpty
                else { continue }
                seen.withLock { _ = $0.insert(content) }
            }
        }
    }
}
