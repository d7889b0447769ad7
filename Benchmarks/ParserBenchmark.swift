import Formats
import Glibc

extension Benchmark {
    /// Property sales from memory to binary rows that nobody takes.
    static let parser = Benchmark(
        name: "parser", summary: "5 million property sales of 12 columns, from bytes to binary rows, on one core"
    ) {
        var results: [Measurement] = []
        for form in [PropertySales.Form.plain, .french] {
            let words = form == .plain ? "UTF-8, commas" : "French Excel"
            let sales = PropertySales(form, rows: 5_000_000)
            let plan = try SourcePlan(sniffing: PropertySales(form, rows: PropertySales.blockRows))
            var split = plan
            split.tables[0].columns = Array(plan.tables[0].columns.prefix(1))
            var rates: (split: [Double], typed: [Double], sniffed: [Double]) = ([], [], [])
            for _ in 0..<3 {
                rates.split.append(try rowsPerSecond(split, sales, [:]))
                rates.typed.append(try rowsPerSecond(plan, sales, types))
                rates.sniffed.append(5_000_000 / (try coreSeconds { _ = try SourcePlan(sniffing: sales) }))
            }
            results += [
                Measurement(what: "rows split into fields; \(words)", unit: .perSecond, ours: median(rates.split)),
                Measurement(
                    what: "rows split, validated and encoded; \(words)", unit: .perSecond, ours: median(rates.typed)),
                Measurement(
                    what: "rows sniffed for bounds and types; \(words)", unit: .perSecond, ours: median(rates.sniffed)),
            ]
        }
        return results + [try memory()]
    }

    /// What a table of such sales usually has.
    private static let types: [String: ColumnType] = [
        "valeur_fonciere": .numeric(precision: 14, scale: 2), "longitude": .double, "latitude": .double,
    ]

    private static func rowsPerSecond(
        _ plan: SourcePlan, _ sales: PropertySales, _ types: [String: ColumnType]
    ) throws -> Double {
        let reader = try plan.reader(of: sales, types: types)
        var batch = RowBatch()
        let duration = try coreSeconds { while try reader.read(into: &batch) {} }
        precondition(reader.tally.loaded == 5_000_000, "a row of the benchmark was refused")
        return 5_000_000 / duration
    }

    /// The most memory while 10 GB are read, which are never there at once.
    private static func memory() throws -> Measurement {
        let block = PropertySales(.plain, rows: PropertySales.blockRows)
        let plan = try SourcePlan(sniffing: block)
        let sales = PropertySales(.plain, rows: 10_000_000_000 / block.byteCount * PropertySales.blockRows)
        resetPeakMemory()
        let reader = try plan.reader(of: sales, types: types)
        var batch = RowBatch()
        while try reader.read(into: &batch) {}
        return Measurement(what: "peak memory of the process, 10 GB read", unit: .bytes, ours: peakMemory())
    }

    /// The time that this process had a core for, which others on the machine do not change much.
    private static func coreSeconds(_ body: () throws -> Void) rethrows -> Double {
        func now() -> Double {
            var time = timespec()
            clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
            return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
        }
        let start = now()
        try body()
        return now() - start
    }
}
