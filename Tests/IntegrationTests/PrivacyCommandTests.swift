import FoundationEssentials
import Operations
import Postgres
import TestServer
import Testing
import Vocabulary

@Suite("socle privacy and socle access", .database)
struct PrivacyCommandTests {
    @Test("what a tenant's file declares is what the commands do, and they repeat nothing of a person")
    func commands() throws {
        let database = TestDatabase.current
        let tenant = try database.newTenant()
        try SecretCommands.lend { commands in
            try Data(
                """
                tenant_info:
                  tenant_id: \(tenant)
                  tenant_name: Ville
                  tenant_type: premium
                  region: france
                  contact: {name: Zoé, email: dpo@example.org}
                placement: schema
                themes: [accueil]
                channels: []
                databases:
                  clickhouse: {enabled: false}
                compliance:
                  privacy:
                    personal_data:
                      - table: accueil.usagers
                        subject: [email]
                        columns: {email: delete_row, nom: delete_row}
                        purpose: Accueil du public
                        legal_basis: public_task
                        persons: usagers
                        retention: 5 years
                        retention_from: vu_le
                """.utf8
            ).write(to: URL(filePath: "\(commands.root)/tenants/development/\(tenant).yml"))
            func run(_ arguments: String..., input: String = "") throws -> (code: Int, output: String) {
                let outcome = try commands.socle(arguments, input: Array(input.utf8))
                let output = String(decoding: outcome.output, as: UTF8.self) + outcome.errorOutput
                #expect(!output.contains("zoe@"), "\(arguments)")
                return (outcome.exitCode, output)
            }
            #expect(try run("tenant", "apply", tenant.text).code == 0)
            let etl = try Connection(
                to: database.installation.parameters(forLogin: Identifier("\(tenant)_etl"), of: tenant))
            let table: SQL = "\(raw: tenant.text)_accueil.usagers"
            try etl.execute("create table \(sql: table) (email text, nom text, vu_le date)")
            try etl.execute(
                "insert into \(sql: table) values ('zoe@example.org', 'Zoé', now()), ('abel@example.org', 'Abel', '2001-01-01')"
            )

            let person = "zoe@example.org\n"
            let folder = "\(commands.root)/zoe"
            #expect(try run("privacy", "export", tenant.text, "--to", folder, input: person).code == 0)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted().last == "export.json")
            #expect(try run("privacy", "erase", tenant.text, "--dry-run", input: person).code == 0)
            #expect(try texts("select count(*) from \(sql: table)", etl) == [["2"]])
            let erased = try run("privacy", "erase", tenant.text, "-o", "json", input: "email=\(person)")
            #expect(erased.code == 0 && erased.output.replacing(" ", with: "").contains(#""rows":1"#))
            #expect(try texts("select email from \(sql: table)", etl) == [["abel@example.org"]])
            #expect(try run("privacy", "erase", tenant.text, input: " \n").code == 64)
            #expect(try run("privacy", "retention", "plan", tenant.text).code == 2)
            #expect(try run("privacy", "retention", "apply", tenant.text).code == 64)
            #expect(try run("privacy", "retention", "apply", tenant.text, "--visa", "AD35 1").code == 0)
            #expect(try run("privacy", "retention", "plan", tenant.text).code == 0)
            #expect(
                try run("privacy", "consent", "record", tenant.text, "--purpose", "lettre", input: person).code == 0)
            #expect(
                try run(
                    "privacy", "consent", "record", tenant.text, "--purpose", "x", "--at", "2999-01-01", input: person
                )
                .code == 64)
            #expect(try run("privacy", "consent", "history", tenant.text, input: person).output.contains("lettre"))
            #expect(
                try run("privacy", "consent", "withdraw", tenant.text, "--purpose", "lettre", input: person).code == 0)
            #expect(
                try run("privacy", "consent", "withdraw", tenant.text, "--purpose", "lettre", input: person).code == 66)
            let register = try run("privacy", "register", tenant.text).output
            #expect(
                register.contains("Traitement 1 : Accueil du public") && register.contains("5 ans, à compter de vu_le"))
            #expect(register.contains("| lettre | 0 | 1 |"))
            // Who is archived has no table to be told of, and hides nobody else.
            let gone = try database.newTenant()
            let file = try String(
                contentsOfFile: "\(commands.root)/tenants/development/\(tenant).yml", encoding: .utf8)
            try Data(
                file.replacing(tenant.text, with: gone.text).replacing("placement: schema", with: "placement: database")
                    .utf8
            ).write(to: URL(filePath: "\(commands.root)/tenants/development/\(gone).yml"))
            #expect(try run("tenant", "apply", gone.text).code == 0)
            #expect(
                try run("tenant", "archive", gone.text, "--reason", "x", "--to", "\(commands.root)/archive").code == 0)
            let all = try run("privacy", "register", "--all")
            #expect(all.code == 0 && all.output.contains("Traitement 1 : Accueil du public"))
            #expect(all.output.contains("tenant '\(gone)' is archived and left out"))
            for command in [["register"], ["retention", "plan"]] {
                let refused = try commands.socle(["privacy"] + command + [gone.text])
                #expect(refused.errors.first == "tenant '\(gone)' is archived", "\(refused.errorOutput)")
            }

            let denied = try run("access", "check", tenant.text, "clickhouse", "read")
            #expect(denied.code == 1 && denied.output.contains("\(tenant).yml:11:"))
            #expect(try run("access", "check", tenant.text, "redis", "read").code == 0)
            #expect(try run("access", "check", tenant.text, "redis", "read", "--try").code == 64)
            let name = "\(tenant)_accueil.usagers"
            #expect(
                try run("access", "check", tenant.text, "postgresql", "delete", "--object", name, "--try").code == 0)
            #expect(
                try run(
                    "access", "check", tenant.text, "postgresql", "read", "--object", name, "--login", "\(tenant)_x"
                )
                .code == 66)
            #expect(try run("access", "matrix", "--to", "\(commands.root)/matrix.json").code == 0)
            #expect(try run("access", "matrix", "--to", "\(commands.root)/matrix.json").code == 73)
            try database.connect().execute("grant usage on schema \(raw: tenant.text)_accueil to socle_runtime")
            let broken = try run("access", "matrix", "--to", "\(commands.root)/matrix.md")
            try database.connect().execute("revoke usage on schema \(raw: tenant.text)_accueil from socle_runtime")
            #expect(broken.code == 2 && broken.output.contains("granted"))
            let page = FileManager.default.contents(atPath: "\(commands.root)/matrix.md") ?? Data()
            #expect(String(decoding: page, as: UTF8.self).contains("**Not sound.** Findings: 1"))
        }
    }
}
