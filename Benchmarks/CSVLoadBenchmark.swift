import Formats
import FoundationEssentials
import Glibc
import Ingestion
import Operations
import Postgres
import Settings
import Tenancy
import Vocabulary

extension Benchmark {
    /// Five million rows of property sales in twelve columns.
    static let csvLoad = Benchmark(
        name: "csv-load", summary: "5,000,000 rows of CSV in place of others, against psql's copy into an empty table"
    ) {
        let server = try BenchmarkServer()
        let base = try server.installation.connectProvisioner()
        try base.execute("alter system set max_wal_size = '8GB'")
        try base.execute("alter system set checkpoint_timeout = '30min'")
        try base.execute("select pg_reload_conf()")
        let tenants = try TenantFiles(count: 1).folder.configurations()
        for tenant in tenants { _ = try server.installation.apply(tenant) }
        guard let tenant = tenants.first?.identifier else { throw BenchmarkFault("there is no tenant") }
        let file = try SalesFile(rows: 5_000_000, base)
        let plan = try SourcePlan(sniffing: FileSource(path: file.path))
        func load(_ mode: LoadMode, connections: Int, plan: SourcePlan?) throws -> Double {
            var request = LoadRequest(
                origin: .file(path: file.path), schema: TenantNames(tenant).dataSchema, table: try Identifier("dvf"))
            (request.mode, request.connections, request.plan, request.isForced) = (mode, connections, plan, true)
            try base.execute("checkpoint")
            return try seconds {
                let report = try server.installation.load(request, for: tenant) { _ in }
                guard report.tally?.loaded == 5_000_000 else { throw BenchmarkFault("rows are missing") }
            }
        }
        _ = try load(.replace, connections: 2, plan: nil)
        var times: [String: [Double]] = [:]
        for _ in 0..<5 {
            times["psql", default: []].append(try file.copy(server, base))
            times["two", default: []].append(try load(.replace, connections: 2, plan: plan))
            times["sniffed", default: []].append(try load(.replace, connections: 2, plan: nil))
            try base.execute("truncate \(identifier: TenantNames(tenant).dataSchema).dvf")
            times["append", default: []].append(try load(.append, connections: 1, plan: plan))
        }
        let peer = median(times["psql"] ?? [])
        func speed(_ what: String, _ name: String, _ target: Double) -> Measurement {
            Measurement(
                what: what, unit: .perSecond, ours: 5_000_000 / median(times[name] ?? []), peer: 5_000_000 / peer,
                target: .atLeast(target))
        }
        return [
            speed("CSV of 5 M rows, replaced, two connections, by its plan; rows a second", "two", 2),
            speed("the same with encoding, dialect and types found out from all rows", "sniffed", 1.7),
            speed("appended in one transaction over one connection, by its plan", "append", 1.2),
        ]
    }
}

/// A file of property sales that is made for the run, and gone after it.
private struct SalesFile: ~Copyable {
    let path = "/tmp/socle-bench-sales-\(getpid()).csv"

    private static let columns = """
        id_mutation text, date_mutation date, nature text, prix numeric(14,2), code_commune text, commune text, \
        type_local text, surface integer, pieces integer, code_postal text, longitude float8, latitude float8
        """

    init(rows: Int, _ connection: borrowing Connection) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw BenchmarkFault("no file can be made in /tmp") }
        defer { close(file) }
        try connection.copyOut(
            """
            copy (
                select 'M' || lpad(n::text, 9, '0') as id_mutation, date '2020-01-01' + n % 1500 as date_mutation,
                    (array['Vente', 'Adjudication', 'Échange', 'Expropriation'])[1 + n % 4] as nature,
                    round((50000 + n * 7919::bigint % 900000 + n % 100 / 100.0)::numeric, 2) as prix,
                    lpad((1000 + n % 38000)::text, 5, '0') as code_commune, 'Commune n° ' || n % 35000 as commune,
                    (array['Appartement', 'Maison', 'Local', 'Dépendance'])[1 + n % 4] as type_local,
                    10 + n % 400 as surface, 1 + n % 9 as pieces, lpad((n % 95 + 1)::text, 2, '0') || '000' as code_postal,
                    round((-1.5 + n % 100000 / 20000.0)::numeric, 6)::float8 as longitude,
                    round((43 + n % 90000 / 15000.0)::numeric, 6)::float8 as latitude
                from generate_series(1, \(raw: String(rows))) as n
            ) to stdout with (format csv, header)
            """
        ) { bytes in
            guard write(file, bytes.baseAddress, bytes.count) == bytes.count else {
                throw BenchmarkFault("the file could not be written")
            }
        }
    }

    /// Copies it by psql into a table that has the types already; in seconds.
    func copy(_ server: borrowing BenchmarkServer, _ base: borrowing Connection) throws -> Double {
        try base.execute("drop table if exists public.dvf")
        try base.execute("create table public.dvf (\(raw: Self.columns))")
        try base.execute("checkpoint")
        let parameters = try server.installation.settings.provisioner()
        let address =
            "host=\(parameters.host ?? "") port=\(parameters.port ?? 5432) dbname=\(parameters.database ?? "") user=\(parameters.user ?? "")"
        return try seconds {
            let command =
                "psql -X -q -v ON_ERROR_STOP=1 -c \"\\copy public.dvf from '\(path)' csv header\" '\(address)'"
            guard system(command) == 0 else { throw BenchmarkFault("psql failed") }
        }
    }

    deinit {
        unlink(path)
    }
}
