import FoundationEssentials
import Glibc
import Operations
import Postgres

/// The processor's time of a server.
enum ServerTime {
    /// What the backends and other children of a server took while the closure ran, in seconds; no vacuum runs meanwhile.
    static func of(_ server: borrowing BenchmarkServer, _ body: () throws -> Void) throws -> Double {
        let base = try server.installation.connectProvisioner()
        let pid: Int? =
            try base.first(
                "select pg_read_file('postmaster.pid')::text"
            ) { row in Int((row.text(0) ?? "").prefix { $0 != "\n" }) } ?? nil
        guard let pid else { throw BenchmarkFault("the server's process is not known") }
        try base.execute("alter system set autovacuum = off")
        try base.execute("select pg_reload_conf()")
        usleep(500_000)
        let before = reaped(pid)
        try body()
        usleep(500_000)
        let after = reaped(pid)
        try base.execute("alter system reset autovacuum")
        try base.execute("select pg_reload_conf()")
        return (after - before) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// Ticks of children that ended: fields 16 and 17 of `/proc/PID/stat`.
    private static func reaped(_ pid: Int) -> Double {
        let stat = FileManager.default.contents(atPath: "/proc/\(pid)/stat").map { String(decoding: $0, as: UTF8.self) }
        let fields = (stat ?? "").split(separator: ")").last?.split(separator: " ") ?? []
        guard fields.count > 14, let user = Double(fields[13]), let system = Double(fields[14]) else { return .nan }
        return user + system
    }
}
