import Formats
import FoundationEssentials
import Glibc
import Ingestion

extension Benchmark {
    /// Against other loaders, each told the types that it would not find out.
    static let peerLoad = Benchmark(
        name: "peer-load", summary: "rows of CSV, against DuckDB, pyarrow with ADBC, ogr2ogr, sling, dlt and pgloader"
    ) {
        guard system("scripts/install-bench-peers") == 0 else { throw BenchmarkFault("the peers are not there") }
        let bench = try LoadedServer()
        let many = try SalesFile(.plain, rows: loadRows)
        let few = try SalesFile(.plain, rows: max(PropertySales.blockRows, loadRows / 10))
        for _ in 0..<2 { _ = try bench.load(many, .replace, connections: 2) }
        var costs = LoadCosts()
        for _ in 0..<3 {
            costs.add("ours", try bench.load(many, .replace, connections: 2))
            for peer in Peer.fast { costs.add(peer.name, try peer.load(many, into: bench)) }
            costs.add("ours, fewer rows", try bench.load(few, .replace, connections: 2))
            for peer in Peer.slow { costs.add(peer.name, try peer.load(few, into: bench)) }
        }
        return Peer.fast.map {
            costs.speed("\(many.rows) rows against \($0.name)", "ours", $0.name, many.rows, $0.target)
        }
            + Peer.slow.map {
                costs.speed("\(few.rows) rows against \($0.name)", "ours, fewer rows", $0.name, few.rows, $0.target)
            }
    }
}

/// Another program that loads a file.
private struct Peer: Sendable {
    let name: String
    /// How many times faster we want to be.
    let target: Double
    /// The table that it fills.
    var table = "public.dvf"
    /// Whether the table is there before it begins.
    var isMade = true
    let command: @Sendable (_ address: Address, _ file: String) -> String

    /// A server behind a socket, as programs take it.
    struct Address {
        let text: String
        let facts: [String: String]

        init(_ text: String) {
            self.text = text
            facts = Dictionary(
                text.split(separator: " ").map { fact in
                    let parts = fact.split(separator: "=", maxSplits: 1).map(String.init)
                    return (parts[0], parts.count > 1 ? parts[1] : "")
                }
            ) { first, _ in first }
        }

        subscript(name: String) -> String { facts[name] ?? "" }
    }

    func load(_ file: borrowing SalesFile, into bench: borrowing LoadedServer) throws -> LoadedServer.Cost {
        let path = file.path
        return try bench.load(file, by: name, into: table, isMade: isMade) { command(Address($0), path) }
    }

    private static let python = "PYTHONPATH=.build/bench-peers /usr/bin/python3 Benchmarks/Peers"

    static let fast = [
        Peer(name: "DuckDB", target: 1.7) { "\(python)/with_duckdb.py '\($0.text)' '\($1)' dvf" },
        Peer(name: "pyarrow with ADBC", target: 1.7) { "\(python)/with_arrow.py '\($0.text)' '\($1)' dvf" },
        Peer(name: "ogr2ogr", target: 5) {
            """
            PG_USE_COPY=YES ogr2ogr -f PostgreSQL 'PG:\($0.text)' '\($1)' -nln public.dvf -append \
            -oo AUTODETECT_TYPE=NO -oo EMPTY_STRING_AS_NULL=YES
            """
        },
    ]

    static let slow = [
        Peer(name: "sling", target: 8, table: "public.peer_sling", isMade: false) {
            """
            folder=$(mktemp -d) && trap 'rm -rf "$folder"' EXIT
            # It looks for the socket of port 5432 and no other.
            ln -s '\($0["host"])/.s.PGSQL.\($0["port"])' "$folder/.s.PGSQL.5432"
            SLING_DISABLE_TELEMETRY=TRUE SLING_DIR=$folder \
            TARGET="postgresql://\($0["user"])@/\($0["dbname"])?host=$folder&sslmode=disable" \
            .build/bench-peers/sling_linux_amd64/bin/sling-linux-amd64 run --src-stream 'file://\($1)' \
            --tgt-conn TARGET --tgt-object public.peer_sling --mode full-refresh >/dev/null 2>&1
            """
        },
        Peer(name: "dlt", target: 13, table: "peer_dlt.peer_dlt", isMade: false) {
            "\(python)/with_dlt.py '\($0.text)' '\($1)' peer_dlt >/dev/null 2>&1"
        },
        Peer(name: "pgloader", target: 20) {
            """
            pgloader --quiet --type csv --with 'skip header = 1' --with 'fields terminated by '"','" \
            '\($1)' 'postgresql://\($0["user"])@unix:\($0["host"]):\($0["port"])/\($0["dbname"])?tablename=dvf' >/dev/null
            """
        },
    ]
}
