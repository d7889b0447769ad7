import Formats
import FoundationEssentials
import Ingestion

extension Benchmark {
    /// Five million rows of property sales in twelve columns.
    static let csvLoad = Benchmark(
        name: "csv-load", summary: "\(loadRows) rows of CSV, against psql's copy into an empty table"
    ) {
        let bench = try LoadedServer()
        let file = try SalesFile(.plain, rows: loadRows)
        let plan = try SourcePlan(sniffing: FileSource(path: file.path))
        for _ in 0..<2 { _ = try bench.load(file, .replace, connections: 2) }
        var costs = LoadCosts()
        for _ in 0..<5 {
            costs.add(
                "psql",
                try bench.load(file, by: "psql") {
                    "psql -X -q -v ON_ERROR_STOP=1 -c \"\\copy public.dvf from '\(file.path)' csv header\" '\($0)'"
                })
            costs.add("two", try bench.load(file, .replace, connections: 2, plan: plan))
            costs.add("sniffed", try bench.load(file, .replace, connections: 2))
            try bench.empty()
            costs.add("append", try bench.load(file, .append, connections: 1, plan: plan))
        }
        return [
            costs.speed("CSV replaced over two connections by its plan, rows a second", "two", "psql", loadRows, 2),
            costs.cores("its processor time, client and server", "two", "psql", 0.7),
            costs.speed(
                "the same, encoding, dialect and types found out from all rows", "sniffed", "psql", loadRows, 1.7),
            costs.speed(
                "CSV appended in one transaction, one connection, by its plan", "append", "psql", loadRows, 1.2),
        ]
    }

    /// How many rows are loaded; `BENCH_ROWS` makes them fewer for a first look.
    static let loadRows = ProcessInfo.processInfo.environment["BENCH_ROWS"].flatMap { Int($0) } ?? 5_000_000
}

/// What several rounds of loads took, by who loaded.
struct LoadCosts {
    private var costs: [String: [LoadedServer.Cost]] = [:]

    mutating func add(_ who: String, _ cost: LoadedServer.Cost) {
        costs[who, default: []].append(cost)
        report(who, "\(decimals(cost.seconds, 2)) s,", "\(decimals(cost.coreSeconds, 2)) s of the processors")
    }

    /// Rows a second, against a peer's.
    func speed(_ what: String, _ ours: String, _ peer: String, _ rows: Int, _ target: Double) -> Measurement {
        Measurement(
            what: what, unit: .perSecond, ours: Double(rows) / middle(ours, \.seconds),
            peer: Double(rows) / middle(peer, \.seconds), target: .atLeast(target))
    }

    /// The time of all processors, against a peer's.
    func cores(_ what: String, _ ours: String, _ peer: String, _ target: Double) -> Measurement {
        Measurement(
            what: what, unit: .seconds, ours: middle(ours, \.coreSeconds), peer: middle(peer, \.coreSeconds),
            target: .atMost(target))
    }

    private func middle(_ who: String, _ part: (LoadedServer.Cost) -> Double) -> Double {
        median((costs[who] ?? []).map(part))
    }
}
