import Audit
import FoundationEssentials
import Glibc
import Operations
import Settings
import TestServer
import Testing
import Vocabulary

@Suite("Commands for declarations")
struct DeclarationCommandTests {
    private static func declaration(_ tenant: String, themes: String = "[]", more: String = "") -> String {
        """
        # A comment, which no export keeps.
        tenant_info:
          tenant_id: \(tenant)
          tenant_name: "Communauté d'\(tenant) 🌊 \\u00A0 : #"
          tenant_type: free
          contact: {name: 'no', email: a@b.example}
        themes: \(themes)
        channels: [metabase]
        \(more)

        """
    }

    /// Runs the program so that failures show their codes.
    private static func run(_ arguments: String..., root: String) throws -> SocleRun {
        try SocleRun(["--verbose"] + arguments, root: root)
    }

    private static func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path))
    }

    private static func text(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
    }

    @Test(
        "an export that is imported elsewhere and exported again is the same to the byte", arguments: ["yaml", "json"])
    func roundTrip(_ format: String) throws {
        try InstallationFolder.lend { root in
            let name = "Communauté d'\\\"acme\\\" 🌊 : # \\u00A0 - [x]"
            try Self.write(
                Self.declaration("acme", themes: "[eau, '01004x']".replacing("'01004x'", with: "logement"))
                    .replacing("Communauté d'acme 🌊 \\u00A0 : #", with: name), to: "\(root)/acme.yml")
            let first = try Self.run("tenant", "import", "\(root)/acme.yml", root: root)
            #expect(first.exitCode == 0, "\(first.errorOutput)")
            let exported = try Self.run("tenant", "export", "acme", "--format", format, root: root).output
            #expect(exported.contains("Communauté") && !exported.contains("A comment"))
            try InstallationFolder.lend { other in
                try Self.write(exported, to: "\(other)/in")
                let run = try Self.run("tenant", "import", "\(other)/in", "--output", "json", root: other)
                #expect(run.exitCode == 0 && run.output.contains("\"added\""), "\(run.errorOutput)")
                let to = "\(other)/out"
                let again = try Self.run("tenant", "export", "acme", "--format", format, "--to", to, root: other)
                #expect(again.exitCode == 0 && again.output.isEmpty)
                #expect(try Self.text(to) == exported)
                #expect(try Self.run("tenant", "validate", "acme", root: other).exitCode == 0)
                // A second import has nothing to do; an export replaces no file.
                #expect(try Self.run("tenant", "import", to, root: other).output.contains("unchanged"))
                let taken = try Self.run("tenant", "export", "acme", "--to", to, root: other)
                #expect(taken.exitCode != 0 && taken.errors == ["file '\(to)' exists (TEN114)"])
            }
        }
    }

    @Test("an import checks every file before it writes one, and replaces nothing unless told")
    func importing() throws {
        try InstallationFolder.lend { root in
            let before = try InstallationFolder.contents(of: root)
            try Self.write(Self.declaration("acme", themes: "[eau_data]"), to: "/tmp/socle-\(getpid())-a.yml")
            try Self.write(Self.declaration("acme_eau"), to: "/tmp/socle-\(getpid())-b.yml")
            try Self.write(
                Self.declaration("acme", more: "limits: {max_users: 11}"), to: "/tmp/socle-\(getpid())-c.yml")
            try Self.write(Self.declaration("acme") + "secrets: {a: b}\n", to: "/tmp/socle-\(getpid())-d.yml")
            let files = ["a", "b", "c", "d"].map { "/tmp/socle-\(getpid())-\($0).yml" }
            defer { files.forEach { unlink($0) } }
            func run(_ arguments: String...) throws -> SocleRun {
                try SocleRun(["--verbose", "tenant", "import"] + arguments, root: root)
            }

            let collision = try run(files[0], files[1])
            #expect(collision.exitCode != 0)
            #expect(
                collision.errors == ["schema 'acme_eau_data' would belong to tenants 'acme' and 'acme_eau' (TEN209)"])
            #expect(
                collision.errorOutput.contains("\(files[0]):7:") && collision.errorOutput.contains("\(files[1]):3:"))
            #expect(try run(files[1], files[2]).errorOutput.contains("TEN106"))
            #expect(try run(files[0], files[0]).errorOutput.contains("TEN107"))
            #expect(try run(files[3]).errorOutput.contains("TEN210"))
            #expect(try run("\(root)/none.yml").errorOutput.contains("TEN104"))
            #expect(try run("--dry-run", files[0]).exitCode == 0)
            #expect(try InstallationFolder.contents(of: root) == before)

            #expect(try run(files[0]).exitCode == 0)
            try Self.write(Self.declaration("acme", themes: "[logement]"), to: files[0])
            let refused = try run(files[0])
            #expect(refused.errorOutput.contains("TEN211"))
            #expect(try Self.text("\(root)/tenants/development/acme.yml").contains("eau_data"))
            #expect(try run("--replace", files[0]).output.contains("replaced"))
            #expect(try Self.text("\(root)/tenants/development/acme.yml").contains("logement"))
        }
    }

    @Test(
        "a file that names another tenant, two that would share a name, and all that is wrong, are told without a server"
    )
    func validating() throws {
        try InstallationFolder.lend { root in
            let folder = "\(root)/tenants/development"
            #expect(try Self.run("tenant", "validate", "--all", root: root).exitCode == 0)
            try Self.write(Self.declaration("acme", themes: "[eau_data]"), to: "\(folder)/acme.yml")
            try Self.write(Self.declaration("acme_eau"), to: "\(folder)/acme_eau.yml")
            let run = try Self.run("tenant", "validate", "--all", root: root)
            #expect(run.exitCode != 0 && run.errorOutput.contains("TEN209"))
            #expect(run.errorOutput.contains("acme.yml:7:10") && run.errorOutput.contains("acme_eau.yml:3:14"))
            #expect(try Self.run("tenant", "validate", "acme_eau", root: root).errorOutput.contains("TEN209"))
            #expect(try Self.run("tenant", "validate", "val_d_ille", root: root).exitCode == 0)
            try Self.write(Self.declaration("acme"), to: "\(folder)/acme_eau.yml")
            try Self.write("a: *a\n", to: "\(folder)/acme.yml")
            let both = try Self.run("tenant", "validate", root: root)
            #expect(both.errorOutput.contains("TEN102") && both.errorOutput.contains("YML114"))
        }
    }

    @Test("what production would refuse of a file is said in development, and refuses nothing there")
    func elsewhere() throws {
        try InstallationFolder.lend { root in
            let more = """
                environment_overrides:
                  production:
                    limits: {storage_gb: 5000}
                  development:
                    limits: {max_users: 3}
                """
            try Self.write(Self.declaration("acme", more: more), to: "\(root)/tenants/development/acme.yml")
            let run = try Self.run("tenant", "validate", "acme", root: root)
            #expect(run.exitCode == 0 && run.output.contains("acme"), "\(run.errorOutput)")
            #expect(
                run.errorOutput.hasPrefix(
                    "tenant 'acme': environment 'production' would refuse this: 'limits.storage_gb' of 5000 is above"),
                "\(run.errorOutput)")
            #expect(run.errorOutput.contains("acme.yml:11:26"), "\(run.errorOutput)")
            let fine = more.replacing("5000", with: "0.1")
            try Self.write(Self.declaration("acme", more: fine), to: "\(root)/tenants/development/acme.yml")
            #expect(try Self.run("tenant", "validate", "acme", root: root).errorOutput.isEmpty)
        }
    }

    @Test("a new file is right, has its comments, and never replaces another")
    func new() throws {
        try InstallationFolder.lend { root in
            let name = "L'Île-d'Yeu: \"№ 1\" #"
            let run = try Self.run("tenant", "new", "ile_d_yeu", "--tier", "premium", "--name", name, root: root)
            #expect(run.exitCode == 0, "\(run.errorOutput)")
            let show = try Self.run("tenant", "export", "ile_d_yeu", "--format", "json", root: root)
            #expect(show.output.contains(#""tenant_name": "L'Île-d'Yeu: \"№ 1\" #""#))
            #expect(try Self.text("\(root)/tenants/development/ile_d_yeu.yml").contains("# Thematic schemas"))
            #expect(
                try Self.run("tenant", "new", "ile_d_yeu", "--tier", "free", root: root).errorOutput.contains("TEN114"))
            let hostile = try Self.run("tenant", "new", "ile_d_re", "--tier", "free", "--name", "a\nb", root: root)
            #expect(hostile.errorOutput.contains("YML205"))
        }
    }

    @Test("every key can be listed, and every section by itself")
    func keys() throws {
        let run = try Self.run("tenant", "keys", "security", "--output", "json", root: TestCluster.root.path)
        #expect(run.output.contains("security.ssl.mutual_tls") && !run.output.contains("limits."))
        let wrong = try Self.run("tenant", "keys", "securty", root: TestCluster.root.path)
        #expect(wrong.hints == ["Did you mean 'security'?"])
    }
}

@Suite("Exports with secrets", .database)
struct SecretExportTests {
    @Test("go to a new file for one's own eyes alone, and leave an audit row")
    func secrets() throws {
        let tenant = try TestDatabase.current.makeTenant()
        try SecretCommands.lend { secret in
            try secret.declare(tenant)
            let file = "\(secret.root)/out.yml"
            func export(_ more: String...) throws -> SecretCommands.Run {
                try secret.socle(["tenant", "export", "\(tenant)", "--include-secrets"] + more)
            }
            #expect(try export().exitCode == 64)
            #expect(try export("--to", "-").exitCode == 64)
            #expect(try export("--to", "/dev/stdout").output.isEmpty)
            let run = try export("--to", file)
            #expect(run.exitCode == 0 && run.output.isEmpty, "\(run.errorOutput)")
            var facts = stat()
            #expect(stat(file, &facts) == 0 && facts.st_mode & 0o7777 == 0o600)
            let text = String(decoding: try Data(contentsOf: URL(filePath: file)), as: UTF8.self)
            let password = try secret("get", "\(tenant)", "login/\(tenant)_admin").text.dropLast()
            #expect(text.contains("\(tenant)_admin: \(password)") || text.contains("\(tenant)_admin: '\(password)'"))
            #expect(try export("--to", file).errors == ["file '\(file)' exists"])
            let events = try TestDatabase.current.installation.auditEvents(
                .tenant(tenant), AuditFilter(), limit: 100)
            #expect(events.filter { $0.event.action == "tenant.exported" }.count == 1)
            #expect(
                try secret.socle(["--verbose", "tenant", "import", "--replace", file]).errorOutput.contains("TEN210"))
        }
    }
}
