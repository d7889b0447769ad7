import FoundationEssentials
import Glibc
import Settings
import TestServer
import Testing
import Vocabulary

/// A bad input: what is put in place, what is asked, and what has to be answered.
struct BadInput: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let arguments: [String]
    let exitCode: Int
    /// What the error line, or the place under it, has to name.
    let named: String
    let hint: String?
    let arrange: @Sendable (_ root: String) throws -> Void

    init(
        _ description: String, _ arguments: String..., exitCode: Int, names named: String, hint: String? = nil,
        arrange: @escaping @Sendable (_ root: String) throws -> Void = { _ in }
    ) {
        testDescription = description
        self.arguments = arguments
        self.exitCode = exitCode
        self.named = named
        self.hint = hint
        self.arrange = arrange
    }

    /// A file of a tenant that has no fault but the one that is added to it.
    static func tenantFile(
        _ description: String, _ bytes: [UInt8], names named: String, hint: String? = nil, exitCode: Int = 65
    ) -> BadInput {
        BadInput(description, "tenant", "validate", "x_y", exitCode: exitCode, names: named, hint: hint) { root in
            try Data(bytes).write(to: URL(filePath: "\(root)/tenants/development/x_y.yml"))
        }
    }

    static func tenantFile(
        _ description: String, adding text: String, names named: String, hint: String? = nil
    ) -> BadInput {
        tenantFile(description, Array((soundFile + text).utf8), names: named, hint: hint)
    }

    private static let soundFile = """
        tenant_info:
          tenant_id: x_y
          tenant_name: X
          tenant_type: free
          region: france
          contact:
            name: Zoé
            email: zoe@example.org
        themes: [economie]

        """
}

extension SocleRun {
    /// Checks what every refusal has in common, and the words of this one.
    func expectRefusal(
        _ exitCode: Int, names named: String, hint: String? = nil, hiding secrets: [String] = [],
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let lines = errorOutput.split(separator: "\n")
        #expect(self.exitCode == exitCode, "\(errorOutput)", sourceLocation: sourceLocation)
        #expect(errors.count == 1, "\(errorOutput)", sourceLocation: sourceLocation)
        #expect(lines.first?.hasPrefix("error: ") == true, "\(errorOutput)", sourceLocation: sourceLocation)
        #expect(errorOutput.contains(named), "\(errorOutput)", sourceLocation: sourceLocation)
        #expect(output == "", sourceLocation: sourceLocation)
        if let hint {
            #expect(hints.first?.contains(hint) == true, "\(errorOutput)", sourceLocation: sourceLocation)
        }
        // A stack trace, a dump or another program's own words would stand on a line of another shape.
        let labels = ["error: ", "detail: ", "hint: ", "      "]
        for line in lines {
            let isLabelled = labels.contains { line.hasPrefix($0) }
            #expect(isLabelled, "\(line)", sourceLocation: sourceLocation)
        }
        for secret in secrets {
            #expect(!errorOutput.contains(secret), "\(errorOutput)", sourceLocation: sourceLocation)
        }
    }
}

@Suite("Bad input, before any server")
struct BadInputTests {
    private static let pattern = "Use 2 to 31 characters"

    static let inputs: [BadInput] = [
        identifier("an identifier that would be a statement", #"acme"; drop schema socle; --"#, hint: pattern),
        identifier("an identifier of 64 bytes", String(repeating: "a", count: 64), hint: pattern),
        identifier("an identifier that PostgreSQL keeps for itself", "pg_x"),
        identifier("an identifier with an accent", "créteil", hint: pattern),
        identifier("an identifier in capitals", "ACME", hint: pattern),
        identifier("an identifier of the platform's own", "socle"),
        identifier("an identifier that would forge a line", "a\nerror: forged", shown: #"'a\u{a}error: forged'"#),
        identifier("an empty identifier", "", shown: "is empty"),
        BadInput(
            "a tier that is none", "tenant", "new", "acme", "--tier", "freee", "--dry-run", exitCode: 64,
            names: "'freee'"),
        BadInput("a command that is none", "tenants", exitCode: 64, names: "'tenants'", hint: "'tenant'"),
        BadInput(
            "a tenant that nobody declared", "tenant", "validate", "val_d_ile", exitCode: 66, names: "'val_d_ile'",
            hint: "val_d_ille"),
        BadInput(
            "a tenant that is there already", "tenant", "new", "armorique", "--tier", "free", exitCode: 73,
            names: "armorique.yml"),

        .tenantFile("a duplicate key", adding: "themes: [sante]\n", names: "x_y.yml:10:1", hint: "Keep one"),
        .tenantFile("an unknown key", adding: "theems: [sante]\n", names: "'theems'", hint: "'themes'"),
        .tenantFile(
            "an alias bomb",
            adding: "a: &a [x,x,x,x,x,x,x,x,x]\n"
                + zip("bcdefghi", "abcdefgh").map {
                    "\($0): &\($0) [\(Array(repeating: "*\($1)", count: 9).joined(separator: ","))]\n"
                }
                .joined(),
            names: "aliases"),
        .tenantFile("a tab", adding: "limits:\n\tusers: 3\n", names: "x_y.yml:11:1", hint: "spaces"),
        .tenantFile("a wrong type", adding: "channels: metabase\n", names: "x_y.yml:10:11"),
        .tenantFile("an empty file", [], names: "x_y.yml"),
        .tenantFile("a file that is no text", [0x89, 0x50, 0x4E, 0x47, 0, 0xFF], names: "x_y.yml"),
        .tenantFile("a file in Windows-1252", Array("tenant_name: ".utf8) + [0xE9, 0x0A], names: "x_y.yml:1:14"),
        BadInput(
            "a folder instead of a file", "tenant", "validate", "x_y", exitCode: 78, names: "x_y.yml"
        ) { root in mkdir("\(root)/tenants/development/x_y.yml", 0o755) },
        BadInput("a pipe instead of a file", "tenant", "validate", "x_y", exitCode: 78, names: "x_y.yml") { root in
            mkfifo("\(root)/tenants/development/x_y.yml", 0o644)
        },
        BadInput("a link to nowhere", "tenant", "validate", "x_y", exitCode: 78, names: "x_y.yml") { root in
            symlink("nowhere", "\(root)/tenants/development/x_y.yml")
        },
        BadInput("a file of gigabytes", "tenant", "validate", "x_y", exitCode: 65, names: "x_y.yml") { root in
            let descriptor = open("\(root)/tenants/development/x_y.yml", O_WRONLY | O_CREAT, 0o644)
            ftruncate(descriptor, 5 << 30)
            close(descriptor)
        },
        BadInput("a template that is gone", "tenant", "validate", "--all", exitCode: 78, names: "tenant_template.yml") {
            root in unlink("\(root)/tenants/tenant_template.yml")
        },

        BadInput(
            "a restoration over the base", "backup", "restore", "x", "--into", "socle", exitCode: 65,
            names: "database 'socle'", hint: "do not use themselves"),
        BadInput("no server", "tenant", "list", exitCode: 69, names: "no PostgreSQL server", hint: "socle dev start"),
        BadInput("no server for migrations", "migrate", "apply", exitCode: 69, names: "no PostgreSQL server"),
        settings(
            "an unknown setting", "SOCLE_PROVISIONER_ULR=postgresql://u:hunter2@h/d\n", names: ".env.development:1:1",
            hint: "'SOCLE_PROVISIONER_URL'"),
        settings("a setting given twice", "SOCLE_STATE=a\nSOCLE_STATE=b\n", names: ".env.development:2:1"),
        settings("a line that sets nothing", "hunter2\n", names: ".env.development:1:1"),
        settings(
            "an address that cannot be read", "SOCLE_PROVISIONER_URL=postgresql://u:hun%zzter2@h/d\n",
            names: "connection parameters"),
        settings(
            "an address where nobody answers", "SOCLE_PROVISIONER_URL=postgresql://u:hunter2@127.0.0.1:1/d\n",
            names: "127.0.0.1:1", exitCode: 69),
    ]

    private static func identifier(
        _ description: String, _ text: String, shown: String? = nil, hint: String? = nil
    ) -> BadInput {
        BadInput(
            description, "tenant", "new", text, "--tier", "free", "--dry-run", exitCode: 65,
            names: shown ?? "'\(text)'", hint: hint)
    }

    private static func settings(
        _ description: String, _ text: String, names named: String, hint: String? = nil, exitCode: Int = 78
    ) -> BadInput {
        BadInput(description, "tenant", "list", exitCode: exitCode, names: named, hint: hint) { root in
            try Data(text.utf8).write(to: URL(filePath: "\(root)/.env.development"))
        }
    }

    @Test("gets one line that names it, the right exit code, and leaves everything as it was", arguments: inputs)
    func refused(input: BadInput) throws {
        try InstallationFolder.lend { root in
            try input.arrange(root)
            let before = try InstallationFolder.contents(of: root)
            let run = try SocleRun(input.arguments, root: root)
            run.expectRefusal(input.exitCode, names: input.named, hint: input.hint, hiding: ["hunter2", "ter2@"])
            #expect(try InstallationFolder.contents(of: root) == before)
        }
    }

    @Test("a root that is none is refused by name", arguments: ["/nonexistent", "/etc/passwd", "/"])
    func wrongRoot(path: String) throws {
        try SocleRun("tenant", "validate", root: path).expectRefusal(78, names: "'\(path)'", hint: "sql/")
    }

    @Test("a good identifier is shown with its file, and nothing is written")
    func dryRun() throws {
        try InstallationFolder.lend { root in
            let before = try InstallationFolder.contents(of: root)
            let run = try SocleRun("tenant", "new", "rennes", "--tier", "standard", "--dry-run", root: root)
            #expect(run.exitCode == 0)
            #expect(run.output.contains("tenant_id: rennes"))
            #expect(run.errorOutput == "")
            #expect(try InstallationFolder.contents(of: root) == before)
        }
    }
}
