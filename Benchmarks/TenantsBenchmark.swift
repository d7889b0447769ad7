import Cryptography
import FoundationEssentials
import Glibc
import Operations
import Postgres
import Settings
import Synchronization
import Tenancy
import Vocabulary

extension Benchmark {
    /// Ten thousand tenants of the free tier: made, and found to need nothing.
    static let tenants = Benchmark(
        name: "tenants", summary: "1,000 free tenants applied by 8 connections, against psql; 10,000 planned"
    ) {
        let ours = try BenchmarkServer()
        let peer = try BenchmarkServer()
        let folder = try TenantFiles(count: 10_000)
        let all = try folder.folder.configurations()
        // A hundred on both sides first, so that neither is the one that fills the server's caches.
        let first = try ServerTime.of(ours) { try apply(all[..<100], on: ours) }
        try Psql(all[..<100], on: peer).run()
        let ourTime = try seconds { try apply(all[100..<1100], on: ours) }
        let script = try Psql(all[100..<1100], on: peer)
        let peerTime = try seconds { try script.run() }
        print("  rows of catalogs that differ: \(try differences(ours, peer, of: all[1099].identifier))")
        try apply(all[1100..<9900], on: ours)
        try ours.installation.connectProvisioner().execute("vacuum analyze")
        let last = try ServerTime.of(ours) { try apply(all[9900...], on: ours) }
        try ours.installation.connectProvisioner().execute("analyze")
        let before = try transactions(ours)
        var reading: [Double] = []
        var planning: [Double] = []
        resetPeakMemory()
        for _ in 0..<3 {
            var configurations: [TenantConfiguration] = []
            reading.append(try seconds { configurations = try folder.folder.configurations() })
            planning.append(
                try seconds {
                    let plans = try ours.installation.plans(configurations)
                    guard plans.count == 10_000, plans.allSatisfy(\.isEmpty) else {
                        throw BenchmarkFault("a tenant is not as it was applied")
                    }
                })
        }
        let memory = peakMemory()
        let asked = try (transactions(ours) - before - 1) / 3
        print("  plan --all: \(asked) transactions of the server, beginnings of sessions among them (at most 40)")
        print(
            "  plan --all: \(decimals(median(reading), 2)) s reading files, \(decimals(median(planning), 2)) s planning"
        )
        return [
            Measurement(
                what: "applying 1,000 free tenants, a second, against psql", unit: .perSecond, ours: 1000 / ourTime,
                peer: 1000 / peerTime, target: .atLeast(0.8)),
            Measurement(
                what: "server's CPU for the last hundred of 10,000, against the first", unit: .seconds, ours: last,
                peer: first, target: .atMost(1.2)),
            Measurement(
                what: "plan --all of 10,000 with nothing to do, files read too, against 3 s", unit: .seconds,
                ours: median(reading) + median(planning), peer: 3, target: .atMost(1)),
            Measurement(
                what: "its peak memory, the whole program, against 300 MB", unit: .bytes, ours: memory,
                peer: 300_000_000, target: .atMost(1)),
        ]
    }
}

/// Declarations of tenants in a folder of their own, beside the checkout's templates.
private struct TenantFiles: ~Copyable {
    let folder: TenantFolder
    private let path: String

    init(count: Int) throws {
        let path = "/tmp/socle-bench-tenants-\(getpid())"
        let root = #filePath.split(separator: "/").dropLast(2).reduce("") { "\($0)/\($1)" }
        let files = FileManager.default
        try files.createDirectory(atPath: "\(path)/development", withIntermediateDirectories: true)
        for name in try files.contentsOfDirectory(atPath: "\(root)/tenants") where name.hasSuffix(".yml") {
            try files.copyItem(atPath: "\(root)/tenants/\(name)", toPath: "\(path)/\(name)")
        }
        for number in 0..<count {
            let digits = String(number)
            let tenant = "t" + String(repeating: "0", count: 5 - digits.count) + digits
            let text = """
                tenant_info:
                  tenant_id: \(tenant)
                  tenant_name: Ville \(number)
                  tenant_type: free
                  contact:
                    name: Zoé
                    email: zoe@example.org
                themes: [economie]
                channels: [metabase]

                """
            try Data(text.utf8).write(to: URL(filePath: "\(path)/development/\(tenant).yml"))
        }
        self.path = path
        folder = TenantFolder(path: path, environment: .development)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}

/// The same statements in the same transactions, by psql over as many connections.
///
/// What psql does: every statement of the plan, the verifiers of passwords that
/// were made beforehand with their digests, and the audit row. What it does not:
/// make and seal passwords, look at what is there, and lock the tenant's row.
private struct Psql: ~Copyable {
    private let folder: String
    private let address: String

    init(_ tenants: ArraySlice<TenantConfiguration>, on server: borrowing BenchmarkServer) throws {
        let folder = "/tmp/socle-bench-psql-\(getpid())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let parameters = try server.installation.settings.provisioner()
        let address =
            "host=\(parameters.host ?? "") port=\(parameters.port ?? 5432) dbname=\(parameters.database ?? "") user=\(parameters.user ?? "")"
        var scripts = Array(repeating: "", count: 8)
        for (number, plan) in try server.installation.plans(Array(tenants)).enumerated() {
            scripts[number % 8] += try Self.script(plan)
        }
        for (number, script) in scripts.enumerated() {
            try Data(script.utf8).write(to: URL(filePath: "\(folder)/\(number).sql"))
        }
        self.folder = folder
        self.address = address
    }

    private static func script(_ plan: TenantPlan) throws -> String {
        var lines = ["begin"]
        var sentences: [JSON] = []
        for change in plan.changes {
            sentences.append(.string(change.sentence))
            switch change.action {
            case .statement(let sql): lines.append(sql.reviewText)
            case .setPassword(let login):
                let verifier = try SCRAMVerifier.make(password: SecretBytes(copying: Array("benchmark".utf8)))
                let set: SQL = "alter role \(identifier: login) password \(literal: verifier)"
                let keep: SQL = """
                    insert into socle.login_verifiers (login_name, tenant_id, verifier_sha256, secret_version)
                    values (\(login), \(plan.tenantID), sha256(\(literal: verifier)::bytea), 1)
                    """
                lines += [set.reviewText, keep.reviewText]
            default: throw BenchmarkFault("a free tenant has no database of its own")
            }
        }
        let detail: JSON = ["place": "all", "changes": .array(sentences)]
        let audit: SQL =
            "select socle.append_audit(\(plan.tenantID), 'control', 'tenant.applied', \(plan.tenant), \(detail.description)::text)"
        lines += [audit.reviewText, "commit"]
        return lines.map { "\($0);\n" }.joined()
    }

    func run() throws {
        let command = """
            for n in 0 1 2 3 4 5 6 7; do
                psql -X -q -v ON_ERROR_STOP=1 -o /dev/null -f '\(folder)/'$n.sql '\(address)' &
                pids="$pids $!"
            done
            for pid in $pids; do wait $pid || exit 1; done
            """
        guard system(command) == 0 else { throw BenchmarkFault("psql failed") }
    }

    deinit {
        try? FileManager.default.removeItem(atPath: folder)
    }
}

/// The processor's time of a server.
private enum ServerTime {
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

private func apply(_ tenants: ArraySlice<TenantConfiguration>, on server: borrowing BenchmarkServer) throws {
    try server.installation.apply(Array(tenants), jobs: 8) { _ in }
}

/// How many rows of catalogs and registry one tenant has on one side and not on the other.
private func differences(
    _ ours: borrowing BenchmarkServer, _ peer: borrowing BenchmarkServer, of tenant: TenantIdentifier
) throws -> Int {
    func rows(_ server: borrowing BenchmarkServer) throws -> Set<String> {
        let pattern = "\(tenant)\\_%"
        return Set(
            try server.installation.connectProvisioner().query(
                """
                select format('%s %s %s %s', rolname, rolcanlogin, rolconnlimit, rolbypassrls) from pg_authid
                where rolname like \(pattern)
                union all select format('%s in %s', member::regrole, roleid::regrole) from pg_auth_members
                where member::regrole::text like \(pattern)
                union all select format('%s %s', nspname, nspacl) from pg_namespace where nspname like \(pattern)
                union all select format('%s %s', setrole::regrole, setconfig) from pg_db_role_setting
                where setrole::regrole::text like \(pattern)
                union all select format('%s %s %s', defaclrole::regrole, defaclobjtype, defaclacl) from pg_default_acl
                where defaclrole::regrole::text like \(pattern)
                union all select format('%s %s', kind, name) from socle.derived_names where name like \(pattern)
                union all select login_name from socle.login_verifiers where login_name like \(pattern)
                """
            ) { row in try row[0] })
    }
    return try rows(ours).symmetricDifference(rows(peer)).count
}

private func transactions(_ server: borrowing BenchmarkServer) throws -> Int {
    // Sessions tell their counts when they end.
    usleep(1_500_000)
    return try server.installation.connectProvisioner().first(
        "select sum(xact_commit)::bigint from pg_stat_database where datname = current_database()"
    ) { row in try row[0] } ?? 0
}

private struct BenchmarkFault: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
