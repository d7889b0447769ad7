import FoundationEssentials
import Glibc
import Operations
import Postgres
import Settings
import TestServer
import Testing
import Vocabulary

@testable import Tenancy

/// pgaudit on an embedded server as users have it, whose log holds nothing but what pgaudit and the server write.
@Suite("The statement log")
struct StatementLogTests {
    @Test("it tells what a tenant's login changed, in structure, rights and rows, and no value and no password")
    func session() throws {
        try ServerFolder.lend { folder in
            let server = try Server(folder)
            let values = Words()
            try server.change("t", values)
            let log = try server.log(until: values.end)

            let audited = log.split(separator: "\n").filter { $0.contains("AUDIT: ") }.map { line in
                line.split(separator: ",", maxSplits: 3)[3].prefix { $0 != "\"" }
            }
            let table = "\(server.tenant)_data.t"
            for wanted in [
                "DDL,CREATE TABLE,TABLE,\(table),", "DDL,ALTER TABLE,TABLE,\(table),", "WRITE,INSERT,,,",
                "WRITE,UPDATE,,,", "WRITE,COPY,,,", "WRITE,TRUNCATE TABLE,,,", "ROLE,GRANT,TABLE,,",
                "ROLE,ALTER ROLE,,,", "DDL,DROP TABLE,TABLE,\(table),",
            ] {
                #expect(audited.contains { $0.hasPrefix(wanted) }, "\(wanted) in \(audited)")
            }
            #expect(!audited.contains { $0.hasPrefix("READ") || $0.hasPrefix("MISC") || $0.hasPrefix("FUNCTION") })
            // A statement stands there as it was sent, and so does what was written into its text.
            #expect(log.contains("values ($1, $2)") && log.contains(values.literal))
            #expect(log.contains("password <REDACTED>"))
            for secret in values.secrets { #expect(!log.contains(secret), "\(secret)") }
            #expect(!log.contains("SCRAM-SHA-256$"))
            print(
                "pgaudit: \(audited.count) entries of 9 statements, none of \(values.secrets.count) values in \(log.utf8.count) bytes of log"
            )

            // The search finds a value where a superuser lets pgaudit write it, and the plan sees that.
            try server.connect().execute("alter role \(identifier: server.login) set pgaudit.log_parameter = on")
            #expect(
                try server.installation.plan(server.configuration).changes.map(\.sentence).contains(
                    "set pgaudit.log_parameter of login '\(server.login)'"))
            let more = Words()
            try server.change("u", more)
            #expect(try server.log(until: more.end).contains(more.secrets[0]))
        }
    }

    @Test("a server that no longer loads pgaudit loses the extension and the settings, and gets both back with it")
    func comesAndGoes() throws {
        try ServerFolder.lend { folder in
            let server = try Server(folder)
            let settings = StatementLog.settings.keys.sorted()
            let isAdded: SQL = "select exists (select from pg_extension where extname = 'pgaudit')"
            #expect(try server.connect().first(isAdded) { try $0[0] as Bool } == true)
            #expect(try server.installation.plan(server.configuration).isEmpty)
            #expect(try server.finding == "ok")

            try server.connect().execute("alter system set shared_preload_libraries = auto_explain")
            try server.restart()
            // What the platform mends by itself: without the library no structure can be changed.
            #expect(throws: ServerFailure.self) { try server.connect().execute("create table public.more ()") }
            #expect(try server.finding == "failure")
            _ = try server.installation.startEmbeddedServer()
            #expect(try server.connect().first(isAdded) { try $0[0] as Bool } == false)
            try server.connect().execute("create table public.more ()")
            #expect(try server.finding == "warning")
            let resets = try server.installation.apply(server.configuration).changes.map(\.sentence)
            #expect(resets == server.logins.flatMap { login in settings.map { "reset '\($0)' of login '\(login)'" } })
            #expect(try server.installation.plan(server.configuration).isEmpty)

            try server.connect().execute("alter system reset shared_preload_libraries")
            try server.restart()
            #expect(try server.finding == "warning")
            _ = try server.installation.startEmbeddedServer()
            #expect(try server.connect().first(isAdded) { try $0[0] as Bool } == true)
            let sets = try server.installation.apply(server.configuration).changes.map(\.sentence)
            #expect(sets == server.logins.flatMap { login in settings.map { "set \($0) of login '\(login)'" } })
            #expect(try server.finding == "ok")
        }
    }

    /// Words that a session writes, of which one may be found in the log.
    private struct Words {
        /// Stands in the text of a statement.
        let literal = "literal" + randomWord(16)
        /// Are sent beside the statement's text, as rows, or as a password.
        let secrets = (0..<3).map { _ in "value" + randomWord(16) }
        /// Stands in the last statement.
        let end = "end" + randomWord(16)
    }

    /// An embedded server with one tenant.
    private struct Server {
        let installation: Installation
        let configuration: TenantConfiguration
        let embedded: EmbeddedServer

        var tenant: TenantIdentifier { configuration.identifier }
        var logins: [Identifier] {
            ["admin", "app", "etl", "metabase"].map { Identifier(derived: "\(tenant)_\($0)") }
        }
        var login: Identifier { logins[2] }

        init(_ folder: String) throws {
            let state = "\(folder)/.socle"
            installation = ServerFolder.installation(state: state)
            embedded = EmbeddedServer(state: state)
            configuration = try .sample(TenantIdentifier("t" + randomWord(8)))
            _ = try installation.startEmbeddedServer()
            _ = try installation.apply(configuration)
        }

        func connect() throws -> Connection { try installation.connectProvisioner() }

        /// The verdict of `socle doctor` on pgaudit.
        var finding: String? {
            get throws { installation.examine().first { $0.subject == "pgaudit" }?.verdict.rawValue }
        }

        /// Starts the server again, and leaves its databases as they are.
        func restart() throws {
            #expect(try embedded.stop())
            _ = try embedded.start()
        }

        /// Changes structure, rights and rows, and the login's own password, as the tenant's ETL login.
        func change(_ table: String, _ words: Words) throws {
            let session = try Connection(to: installation.parameters(forLogin: login, of: tenant))
            let name = SQL(raw: "\(tenant)_data.\(table)")
            try session.execute("create table \(sql: name) (id bigint, nom text)")
            try session.execute("alter table \(sql: name) alter column nom set not null")
            try session.execute("insert into \(sql: name) values (\(1), \(words.secrets[0]))")
            try session.execute("update \(sql: name) set nom = \(literal: words.literal)")
            _ = try session.copyIn("copy \(sql: name) from stdin") {
                try $0.write(Array("2\t\(words.secrets[1])\n".utf8))
            }
            #expect(try texts("select count(*) from \(sql: name) where nom = \(words.literal)", session) == [["1"]])
            try session.execute("grant select on \(sql: name) to \(raw: "\(tenant)_read")")
            try session.execute("truncate \(sql: name)")
            try session.execute("set role none")
            try session.execute("alter role \(identifier: login) password \(literal: words.secrets[2])")
            try session.execute("drop table \(sql: name) /* \(raw: words.end) */")
            // Its password from the vault shall open the next session too.
            _ = try installation.apply(configuration)
        }

        /// The server's whole log, once a word stands in it.
        func log(until word: String) throws -> String {
            let folder = "\(try #require(try embedded.record()).data)/log"
            let deadline = ContinuousClock.now + .seconds(20)
            while true {
                let files = try FileManager.default.contentsOfDirectory(atPath: folder)
                let log = files.sorted().map {
                    String(decoding: FileManager.default.contents(atPath: "\(folder)/\($0)") ?? Data(), as: UTF8.self)
                }.joined()
                if log.contains(word) { return log }
                guard ContinuousClock.now < deadline else { throw TestFailure("the log lacks \(word): \(log)") }
                usleep(20_000)
            }
        }
    }
}
