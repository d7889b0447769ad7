import FoundationEssentials
import Glibc

/// What the figures were measured on.
enum Machine {
    /// Processor, kernel and date, a line each.
    static var lines: [String] {
        var system = utsname()
        uname(&system)
        let release = withUnsafeBytes(of: system.release) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        let memory = sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))
        return [
            "machine  \(processor), \(sysconf(Int32(_SC_NPROCESSORS_ONLN))) cores, \(memory >> 30) GiB",
            "system   Linux \(release)",
            "date     \(Date.now.formatted(.iso8601.year().month().day()))",
        ]
    }

    private static var processor: String {
        let text =
            FileManager.default.contents(atPath: "/proc/cpuinfo").map { String(decoding: $0, as: UTF8.self) } ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
        return line?.split(separator: ":").last.map { String($0.drop { $0 == " " }) } ?? "unknown processor"
    }
}
