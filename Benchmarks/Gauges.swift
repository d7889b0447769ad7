import FoundationEssentials
import Glibc

/// How long something takes.
func seconds(_ body: () throws -> Void) rethrows -> Double {
    let start = ContinuousClock.now
    try body()
    return (ContinuousClock.now - start) / .seconds(1)
}

/// The processor's time of this program and of the programs that it has started and seen end, in seconds.
func processorTime() -> Double {
    [RUSAGE_SELF, RUSAGE_CHILDREN].reduce(0) { sum, who in
        var usage = rusage()
        getrusage(__rusage_who_t(who.rawValue), &usage)
        return [usage.ru_utime, usage.ru_stime].reduce(sum) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
    }
}

/// Tells of a figure on the way, at once.
func report(_ words: String...) {
    print(words.joined(separator: " "))
    fflush(nil)
}

/// Lets the kernel count the most memory of this process anew.
func resetPeakMemory() {
    let file = open("/proc/self/clear_refs", O_WRONLY)
    _ = write(file, "5", 1)
    close(file)
}

/// The most memory that this process held, in bytes.
func peakMemory() -> Double {
    let status = FileManager.default.contents(atPath: "/proc/self/status").map { String(decoding: $0, as: UTF8.self) }
    let line = status?.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return Double(line?.filter(\.isNumber) ?? "").map { $0 * 1024 } ?? .nan
}
