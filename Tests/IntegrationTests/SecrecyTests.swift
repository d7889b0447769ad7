import Cryptography
import FoundationEssentials
import Glibc
import Operations
import Postgres
import Settings
import TestServer
import Testing
import Vocabulary

/// The main job, done by the program itself, and a search for every password in all that it left or showed.
@Suite("Passwords", .database)
struct SecrecyTests {
    @Test("no password stands in the server's log, in the list of processes, or in what the program says")
    func everywhere() throws {
        let database = TestDatabase.current
        let giver = try database.newTenant()
        let taker = try database.newTenant()
        let alone = try database.newTenant()
        let control = "control" + randomWord(20)
        let log = "\(database.cluster.record.data)/server.log"
        let start = try size(of: log)
        let watch = ProcessWatch()
        let printed = try InstallationFolder.lend { root in
            try Self.prepare(root, giver, taker, alone)
            return try Self.doMainJob(root, giver, taker, alone, control: control)
        }
        let places: [(name: String, contents: [Data])] = [
            ("log", [try tail(of: log, from: start)]), ("processes", Array(watch.end())),
            ("output", printed.map { Data($0.utf8) }),
            ("files", try Self.files(below: database.installation.settings.stateDirectory)),
            ("rows", try Self.rows(database.connect())),
        ]

        let secrets = try Self.secrets(of: [giver, taker, alone], database)
        #expect(secrets.count == 13)
        for secret in secrets {
            for (name, contents) in places {
                let found = Self.forms(of: secret.value).contains { form in contents.contains { holds($0, form) } }
                #expect(!found, "\(secret.name) stands in \(name)")
            }
        }
        // The same search finds what was said on purpose in the same ways.
        for (name, contents) in places where name != "files" && name != "rows" {
            #expect(contents.contains { holds($0, Data(control.utf8)) }, "the control word is not in \(name)")
        }
        // A password that was not sent as a verifier would stand there.
        #expect(places[0].contents.contains { holds($0, Data("password 'guessed'".utf8)) })
        // And the program's own way to show a password shows it.
        let shown = try database.installation.openSecret(.login(Identifier("\(giver)_app")), of: .tenant(giver))
            .revealedText()
        #expect(secrets.contains { $0.name == "\(giver)_app" && $0.value == Array(shown.utf8) })
        let bytes = places.map { "\($0.name) \($0.contents.map(\.count).reduce(0, +) / 1024) KiB" }
        print(
            "passwords: \(secrets.count) secrets in up to 10 forms searched for in \(bytes.joined(separator: ", ")): none found"
        )
    }

    // MARK: The job

    private static func prepare(
        _ root: String, _ giver: TenantIdentifier, _ taker: TenantIdentifier, _ alone: TenantIdentifier
    ) throws {
        let tenants = "\(root)/tenants/development"
        try FileManager.default.removeItem(atPath: tenants)
        try FileManager.default.createDirectory(atPath: tenants, withIntermediateDirectories: true)
        for (tenant, tier) in [(giver, "free"), (taker, "free"), (alone, "standard")] {
            let declaration = """
                tenant_info:
                  tenant_id: \(tenant)
                  tenant_name: Ville
                  tenant_type: \(tier)
                  region: france
                  contact:
                    name: Zoé
                    email: zoe@example.org
                themes: [equipements]
                channels: [metabase]

                """
            try Data(declaration.utf8).write(to: URL(filePath: "\(tenants)/\(tenant).yml"))
        }
        try Data("id;nom\n1;Piscine\n2;Gymnase\n".utf8).write(to: URL(filePath: "\(root)/equipements.csv"))
        let mesh = """
            domain:
              name: socle-dev-unified-domain
            domain_units:
              - name: equipements-domain-unit
            projects:
              - {name: equipements-un-dev-project, domain_unit: equipements-domain-unit, tenant: \(giver)}
              - {name: equipements-deux-dev-project, domain_unit: equipements-domain-unit, tenant: \(taker)}
            assets:
              - name: Équipements
                table: {tenant: \(giver), theme: equipements, name: equipements}
                project: equipements-un-dev-project
                filters:
                  - {name: masques, column_masks: [{columnName: nom, mask: hash}]}
                listing: {name: Équipements}
            """
        try Data(mesh.utf8).write(to: URL(filePath: "\(root)/mesh.yml"))
    }

    /// Runs the commands.
    ///
    /// - Returns: all that they wrote.
    private static func doMainJob(
        _ root: String, _ giver: TenantIdentifier, _ taker: TenantIdentifier, _ alone: TenantIdentifier, control: String
    ) throws -> [String] {
        let settings = TestDatabase.current.installation.settings
        let environment = [
            Setting.provisionerURL.rawValue: settings[.provisionerURL] ?? "",
            Setting.state.rawValue: settings.stateDirectory,
        ]
        var printed: [String] = []
        func socle(_ arguments: String..., exitCode: Int = 0) throws {
            let run = try SocleRun(arguments + ["--verbose"], root: root, settings: environment)
            #expect(run.exitCode == exitCode, "\(arguments): \(run.errorOutput)")
            printed += [run.output, run.errorOutput]
        }
        let file = "\(root)/equipements.csv"
        try socle("tenant", "apply", "--all")
        try socle("tenant", "list")
        try socle("tenant", "show", "\(giver)")
        // Doctor ends with 1: the runtime of a test's database has no password.
        try socle("doctor", exitCode: 1)
        for tenant in [giver, taker, alone] {
            try socle("load", "run", "\(tenant)", file, "--theme", "equipements")
        }
        try socle("mesh", "import", "\(root)/mesh.yml")
        try socle(
            "mesh", "subscription", "request", "Équipements", "--project", "equipements-deux-dev-project", "--reason",
            "Pour comparer.")
        let request: String? = try TestDatabase.current.connect().first(
            "select subscription_request_id from mesh.subscription_requests"
        ) { row in try row[0] }
        try socle("mesh", "subscription", "approve", request ?? "", "--filter", "masques")
        for tenant in [giver, taker, alone] {
            try socle("channel", "enable", "\(tenant)", "metabase")
            try socle("secret", "list", "\(tenant)")
        }
        try socle("channel", "check", "\(taker)", "metabase")
        // A login whose password was changed by hand gets a new one.
        try TestDatabase.current.connect().execute(
            "alter role \(identifier: Identifier("\(giver)_app")) password 'guessed'")
        try socle("tenant", "apply", "\(giver)", "--output", "json")
        try socle("load", "run", "\(giver)", "\(root)/none.csv", exitCode: 66)
        try socle(
            "mesh", "subscription", "request", control, "--project", "equipements-deux-dev-project", "--reason", "x",
            exitCode: 66)
        return printed
    }

    // MARK: The search

    private struct Secret {
        let name: String
        let value: [UInt8]
    }

    /// Every password of the tenants' logins, and the root key.
    private static func secrets(of tenants: [TenantIdentifier], _ database: TestDatabase) throws -> [Secret] {
        var secrets = try tenants.flatMap { tenant in
            try ["admin", "app", "etl", "metabase"].map { purpose in
                let login = try Identifier("\(tenant)_\(purpose)")
                let parameters = try database.installation.parameters(forLogin: login, of: tenant)
                return Secret(name: login.text, value: Array(try #require(parameters.password).utf8))
            }
        }
        let key = try Data(contentsOf: URL(filePath: database.installation.settings.rootKeyFile))
        secrets.append(Secret(name: "root key", value: [UInt8](key)))
        return secrets
    }

    /// A secret as it is, and as it could have been written in passing.
    private static func forms(of secret: [UInt8]) -> [Data] {
        var forms = [secret]
        // A password is the text of random bytes, which could be written in another way.
        if let bytes = Base64.bytes(String(decoding: secret, as: UTF8.self), .url) { forms.append(bytes) }
        let texts = forms.flatMap { bytes in
            [
                Base64.text(bytes, .standard), Base64.text(bytes, .url), Hex.text(bytes),
                Hex.text(bytes).uppercased(),
            ]
        }
        return (forms + texts.map { Array($0.utf8) }).map { Data($0) }
    }

    /// What lies in the state folder, without the root key's own file.
    private static func files(below folder: String) throws -> [Data] {
        try FileManager.default.subpathsOfDirectory(atPath: folder).filter { !$0.hasSuffix("root.key") }.compactMap {
            FileManager.default.contents(atPath: "\(folder)/\($0)")
        }
    }

    /// Every row of the platform's tables.
    private static func rows(_ base: borrowing Connection) throws -> [Data] {
        let tables: [String] = try base.query(
            "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname in ('socle', 'mesh')"
        ) { row in try row[0] }
        return try tables.flatMap { table in
            try texts("select t::text from \(raw: table) as t", base).map { Data(($0[0] ?? "").utf8) }
        }
    }
}

/// Whether bytes stand in others.
private func holds(_ content: Data, _ wanted: Data) -> Bool {
    content.withUnsafeBytes { content in
        wanted.withUnsafeBytes { wanted in
            guard var place = content.baseAddress, let part = wanted.baseAddress else { return false }
            let end = place + content.count - wanted.count
            while place <= end, let next = memchr(place, Int32(wanted[0]), end - place + 1) {
                if memcmp(next, part, wanted.count) == 0 { return true }
                place = UnsafeRawPointer(next) + 1
            }
            return false
        }
    }
}

private func size(of path: String) throws -> Int {
    var facts = stat()
    try #require(stat(path, &facts) == 0)
    return facts.st_size
}

private func tail(of path: String, from start: Int) throws -> Data {
    let descriptor = open(path, O_RDONLY)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    let count = try size(of: path) - start
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
        filled = max(0, pread(descriptor, buffer.baseAddress, count, start))
    }
    return Data(bytes)
}
