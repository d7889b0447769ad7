import Formats
import FoundationEssentials
import Ingestion

extension Benchmark {
    /// The memory of a load, which the size of its file must not change.
    static let loadMemory = Benchmark(
        name: "load-memory",
        summary: "the most memory while 10 GB of CSV are sniffed and loaded, which needs 30 GB of disk"
    ) {
        let bench = try LoadedServer()
        let block = PropertySales(.plain, rows: PropertySales.blockRows)
        let bytes = ProcessInfo.processInfo.environment["BENCH_BYTES"].flatMap { Int($0) } ?? 10_000_000_000
        let file = try SalesFile(.plain, rows: max(1, bytes / block.byteCount) * PropertySales.blockRows)
        resetPeakMemory()
        let cost = try bench.load(file, .replace, connections: 2)
        return [
            Measurement(
                what: "peak memory of the process, \(file.rows) rows loaded, against 64 MB", unit: .bytes,
                ours: peakMemory(), peer: 64 * 1024 * 1024, target: .atMost(1)),
            Measurement(what: "their rows a second", unit: .perSecond, ours: Double(file.rows) / cost.seconds),
        ]
    }
}
