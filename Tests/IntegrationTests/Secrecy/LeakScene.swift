import FoundationEssentials
import Glibc
import Operations
import Postgres
import Settings
import Subprocess
import TestServer
import Testing
import Vocabulary

/// An installation on an embedded server whose log takes every statement, and what its commands leave anywhere.
struct LeakScene {
    /// The installation root, with the state folder.
    let root: String
    /// Where every command is started.
    let work: String
    /// What `TMPDIR` names.
    let temporary: String
    /// What the commands say, show and export, by place.
    let evidence: String
    /// Secrets as they are given to commands, and as these give them back on demand.
    let legitimate: String

    let installation: Installation

    init(in folder: String) throws {
        root = "\(folder)/root"
        work = "\(folder)/work"
        temporary = "\(folder)/tmp"
        evidence = "\(folder)/evidence"
        legitimate = "\(folder)/legitimate"
        for path in [root, work, temporary, legitimate, "\(root)/tenants/development"] {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        }
        symlink(TestCluster.root.path(of: "sql"), "\(root)/sql")
        let templates = TestCluster.root.path(of: "tenants")
        for name in try FileManager.default.contentsOfDirectory(atPath: templates) where name.hasSuffix(".yml") {
            try FileManager.default.copyItem(atPath: "\(templates)/\(name)", toPath: "\(root)/tenants/\(name)")
        }
        installation = ServerFolder.installation(
            state: "\(root)/.socle", root: InstallationRoot(path: root, origin: .checkout))
        for place in ["output", "processes", "rows", "exports", "crash"] {
            try FileManager.default.createDirectory(atPath: "\(evidence)/\(place)", withIntermediateDirectories: true)
        }
    }

    /// Declares a tenant.
    func declare(_ tenant: String, tier: String = "free", name: String = "Ville") throws {
        let declaration = """
            tenant_info:
              tenant_id: \(tenant)
              tenant_name: \(name)
              tenant_type: \(tier)
              region: france
              contact: {name: Zoé, email: zoe@example.org}
            themes: [equipements]
            channels: [metabase]

            """
        try write(declaration, to: "\(root)/tenants/development/\(tenant).yml")
    }

    /// Lets the server's log take every statement with all that is sent beside it.
    func logEverything() throws {
        let base = try installation.connectProvisioner()
        try base.execute("alter system set log_statement = 'all'")
        try base.execute("select pg_reload_conf()")
    }

    // MARK: Commands

    /// What a command's output is.
    enum Output {
        /// Said to whoever looks on, and searched.
        case said
        /// A secret that was asked for.
        case secret
        /// Searched among what is exported.
        case exported
    }

    /// Runs a command to its end, and keeps what it said.
    ///
    /// - Parameter input: the file that standard input is read from.
    /// - Returns: the path of what it wrote on standard output.
    @discardableResult
    func socle(
        _ arguments: String..., input: String = "/dev/null", settings: [String: String] = [:], output: Output = .said,
        exitCode: Int = 0
    ) throws -> String {
        let number = randomWord(12)
        let place =
            switch output {
            case .said: "\(evidence)/output"
            case .secret: legitimate
            case .exported: "\(evidence)/exports"
            }
        let script = #"exec "$@" <"$INPUT" >"$OUTPUT" 2>"$ERRORS""#
        var process = Subprocess(
            "/bin/sh", ["-c", script, "sh", SocleRun.program, "--root", root] + arguments + ["--verbose"])
        process.directory = work
        process.environment.merge(settings) { _, new in new }
        process.environment.merge([
            "TMPDIR": temporary, "INPUT": input, "OUTPUT": "\(place)/\(number).out",
            "ERRORS": "\(evidence)/output/\(number).errors",
        ]) { _, new in new }
        let outcome = try process.run()
        let errors = try Data(contentsOf: URL(filePath: "\(evidence)/output/\(number).errors"))
        #expect(outcome.exitCode == exitCode, "\(arguments): \(String(decoding: errors, as: UTF8.self))")
        return "\(place)/\(number).out"
    }

    // MARK: Places

    func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path))
    }

    /// Keeps a secret in a file, to be given to a command.
    func keep(_ canary: Canary) throws -> String {
        let path = "\(legitimate)/\(randomWord(12))"
        try Data(canary.bytes).write(to: URL(filePath: path))
        chmod(path, 0o600)
        return path
    }

    /// Writes every row of every table that is not PostgreSQL's own, as text and in its columns.
    func writeRows() throws {
        for place in try installation.dataPlaces() {
            let database = try installation.connectProvisioner(to: place)
            let tables: [String] = try database.query(
                """
                select format('%I.%I', schemaname, tablename) from pg_tables
                where schemaname not in ('pg_catalog', 'information_schema') and tablename <> 'spatial_ref_sys'
                union all select 'pg_catalog.pg_authid' union all select 'pg_catalog.pg_db_role_setting'
                union all select 'pg_catalog.pg_description' union all select 'pg_catalog.pg_shdescription'
                """
            ) { row in try row[0] }
            let lines = try tables.flatMap { table in
                try texts("select t::text from \(raw: table) as t", database).map { $0[0] ?? "" }
            }
            try write(lines.joined(separator: "\n"), to: "\(evidence)/rows/\(place.database)")
        }
    }

    /// Brings everything that the server holds in memory to its files.
    func checkpoint() throws {
        try installation.connectProvisioner().execute("checkpoint")
    }

    /// Bytes of the files below a folder.
    func size(of folder: String) throws -> Int {
        try FileManager.default.subpathsOfDirectory(atPath: folder).reduce(0) { sum, path in
            var facts = stat()
            return lstat("\(folder)/\(path)", &facts) == 0 ? sum + facts.st_size : sum
        }
    }
}
