import Glibc
import Operations
import Postgres
import Tenancy

extension Benchmark {
    /// Ten thousand tenants of the free tier: what the last cost, and that all are found to need nothing.
    static let manyTenants = Benchmark(
        name: "many-tenants", summary: "10,000 free tenants made, and planned when nothing is to do"
    ) {
        let server = try BenchmarkServer()
        let folder = try TenantFiles()
        var all = try folder.folder.configurations()
        let count = all.count
        let some = count / 100
        // Each is a hundred after a hundred, so that neither is the one that fills the server's caches.
        try server.apply(all[..<some])
        let first = try ServerTime.of(server) { try server.apply(all[some..<(2 * some)]) }
        report("  \(some) tenants of the first: \(decimals(first * 1000 / Double(some), 1)) ms of the server each")
        let making = try seconds { try server.apply(all[(2 * some)..<(count - some)]) }
        report("  \(count - 3 * some) tenants: \(decimals(making, 1)) s")
        try server.installation.connectProvisioner().execute("vacuum analyze")
        let last = try ServerTime.of(server) { try server.apply(all[(count - some)...]) }
        report("  the last \(some): \(decimals(last * 1000 / Double(some), 1)) ms of the server each")
        // A command does not hold them twice either.
        all = []
        let before = try server.transactions()
        var reading: [Double] = []
        var planning: [Double] = []
        resetPeakMemory()
        for _ in 0..<3 {
            var configurations: [TenantConfiguration] = []
            reading.append(
                try seconds {
                    configurations = try folder.read()
                })
            planning.append(
                try seconds {
                    let plans = try server.installation.plans(configurations)
                    guard plans.count == count, plans.allSatisfy(\.isEmpty) else {
                        throw BenchmarkFault("a tenant is not as it was applied")
                    }
                })
            report(
                "  plan --all: \(decimals(reading.last ?? 0, 2)) s reading files,",
                "\(decimals(planning.last ?? 0, 2)) s planning")
        }
        let memory = peakMemory()
        let asked = try (server.transactions() - before - 1) / 3
        report("  plan --all: \(asked) transactions of the server, beginnings of sessions among them (at most 40)")
        var program = 0.0
        let processor = try ServerTime.of(server) {
            let before = processorTime()
            _ = try server.installation.plans(folder.read())
            program = processorTime() - before
        }
        report(
            "  plan --all: \(decimals(processor, 2)) s of the processor by the server and",
            "\(decimals(program, 2)) s by the program, files read too")
        return [
            Measurement(
                what: "server's CPU for the last \(some) of \(count), against the first", unit: .seconds,
                ours: last,
                peer: first, target: .atMost(1.2)),
            Measurement(
                what: "plan --all of \(count) with nothing to do, files read too, against 3 s", unit: .seconds,
                ours: median(reading) + median(planning), peer: 3, target: .atMost(1)),
            Measurement(
                what: "its peak memory, the whole program, against 300 MB", unit: .bytes, ours: memory,
                peer: 300_000_000, target: .atMost(1)),
        ]
    }
}

extension BenchmarkServer {
    /// How many transactions the base has seen.
    fileprivate borrowing func transactions() throws -> Int {
        // Sessions tell their counts when they end.
        usleep(1_500_000)
        return try installation.connectProvisioner().first(
            "select sum(xact_commit)::bigint from pg_stat_database where datname = current_database()"
        ) { row in try row[0] } ?? 0
    }
}
