import Formats
import FoundationEssentials
import Glibc
import Ingestion
import Operations
import Postgres
import Settings
import Tenancy
import Vocabulary

/// A server with one tenant, into which the same sales are loaded by us and by others.
struct LoadedServer: ~Copyable {
    let server: BenchmarkServer
    let base: Connection
    private let tenant: TenantIdentifier

    /// What a load took.
    struct Cost {
        var seconds: Double
        /// The processor's time of the client and of the server together.
        var coreSeconds: Double
    }

    init() throws {
        // As a server has them that loads files of this size: memory for their pages, and a log whose files are used again.
        let server = try BenchmarkServer(parameters: [
            "shared_buffers": "2GB", "max_wal_size": "8GB", "min_wal_size": "4GB", "checkpoint_timeout": "30min",
        ])
        let base = try server.installation.connectProvisioner()
        let files = try TenantFiles(count: 1)
        let configurations = try files.folder.configurations()
        for configuration in configurations { _ = try server.installation.apply(configuration) }
        guard let first = configurations.first else { throw BenchmarkFault("there is no tenant") }
        tenant = first.identifier
        self.base = base
        self.server = server
    }

    /// Loads by us.
    func load(
        _ file: borrowing SalesFile, _ mode: LoadMode, connections: Int, plan: SourcePlan? = nil
    ) throws -> Cost {
        var request = LoadRequest(
            origin: .file(path: file.path), schema: TenantNames(tenant).dataSchema, table: try Identifier("dvf"))
        (request.mode, request.connections, request.keptPlan, request.isForced) = (
            mode, try ConnectionCount(connections), plan, true
        )
        request.types = SalesFile.types
        let wanted = file.rows
        return try cost(children: false) {
            let report = try server.installation.load(request, for: tenant) { _ in }
            guard report.tally?.loaded == wanted else { throw BenchmarkFault("rows are missing") }
        }
    }

    /// Takes the rows of our table away.
    func empty() throws { try base.execute("truncate \(identifier: TenantNames(tenant).dataSchema).dvf") }

    /// Loads by a peer into an empty table.
    ///
    /// - Parameter table: that in `public` whose rows are counted; made beforehand unless the peer makes its own.
    func load(
        _ file: borrowing SalesFile, by peer: String, into table: String = "public.dvf", isMade: Bool = true,
        _ command: (_ address: String) -> String
    ) throws -> Cost {
        if isMade { try base.execute("create table \(raw: table) (\(raw: SalesFile.columns))") }
        let line = command(try address())
        let cost = try cost(children: true) {
            guard system(line) == 0 else { throw BenchmarkFault("\(peer) failed") }
        }
        let rows: Int? = try base.first(
            "select count(*) from \(raw: table) where valeur_fonciere > 0"
        ) { row in try row[0] }
        guard rows == file.rows else { throw BenchmarkFault("\(peer) loaded \(rows ?? 0) rows") }
        // Whoever is next finds the memory of its pages free again, as after a load of ours.
        try base.execute("drop table \(raw: table)")
        // What a peer keeps of its own beside the table would tell it that the table is there.
        if !isMade { try base.execute("drop schema if exists peer_dlt cascade") }
        return cost
    }

    /// The address as libpq takes it.
    func address() throws -> String {
        let parameters = try server.installation.settings.provisioner()
        return """
            host=\(parameters.host ?? "") port=\(parameters.port ?? 5432) dbname=\(parameters.database ?? "") \
            user=\(parameters.user ?? "")
            """
    }

    private func cost(children: Bool, _ body: () throws -> Void) throws -> Cost {
        try base.execute("checkpoint")
        let who = (children ? RUSAGE_CHILDREN : RUSAGE_SELF).rawValue
        let before = Self.coreSeconds(who)
        var wall = 0.0
        let server = try ServerTime.of(server) { wall = try seconds(body) }
        return Cost(seconds: wall, coreSeconds: server + Self.coreSeconds(who) - before)
    }

    private static func coreSeconds(_ who: __rusage_who_t) -> Double {
        var usage = rusage()
        getrusage(who, &usage)
        return Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
            + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
    }
}
