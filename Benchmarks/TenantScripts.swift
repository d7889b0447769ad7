import Cryptography
import FoundationEssentials
import Glibc
import Operations
import Postgres
import Settings
import Tenancy
import Vocabulary

/// What applying tenants tells a server, as scripts that psql runs over as many connections.
///
/// What psql does: every statement of the plan in the same transactions, the
/// verifiers of passwords that were made beforehand with their digests, and the
/// audit row. What it does not: make and seal passwords, look at what is there,
/// and lock the tenant's row.
struct TenantScripts: ~Copyable {
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
