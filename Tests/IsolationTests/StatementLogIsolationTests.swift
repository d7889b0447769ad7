import Operations
import Postgres
import TestServer
import Testing
import Vocabulary

@testable import Tenancy

@Suite("The statement log of a login", .database)
struct StatementLogIsolationTests {
    /// Ways to be logged less, each refused with 42501; `@` is the login, `%` the database.
    private let refused: [String] =
        StatementLog.settings.keys.sorted().flatMap { setting in
            [
                "set \(setting) = default", "set local \(setting) = default", "reset \(setting)",
                "select set_config('\(setting)', 'x', false)", "alter role @ set \(setting) = default",
                "alter role @ reset \(setting)", "alter role @ in database % set \(setting) = 'none'",
                "alter role all set \(setting) = 'none'",
                "alter role all reset all", "alter database % set \(setting) = 'none'", "alter database % reset all",
                "alter system set \(setting) = 'none'",
            ]
        } + [
            "set pgaudit.log = 'none'", "alter role @ set pgaudit.log = 'none'", "set pgaudit.log_statement = off",
            "set pgaudit.role = '@'", "alter event trigger pgaudit_ddl_command_end disable",
            "drop event trigger pgaudit_sql_drop", "update pg_settings set setting = 'none' where name = 'pgaudit.log'",
            "select pgaudit_ddl_command_end()", "select pgaudit_sql_drop()",
        ]

    /// Ways that PostgreSQL lets a login go, and that shall change nothing.
    private let idle = [
        "reset all", "discard all", "set role none", "reset role", "set session authorization default",
        "alter role @ reset all", "alter role @ in database % reset all",
        "alter role @ in database % reset pgaudit.log",
    ]

    @Test("no login can unset it, for its session or for those to come, and what a superuser unsets is mended")
    func holds() throws {
        let database = TestDatabase.current
        let tenant = try database.newTenant()
        let wanted = try TenantConfiguration.sample(tenant, connections: 20)
        _ = try database.installation.apply(wanted)
        for purpose in ["admin", "app", "etl", "metabase"] {
            let login = try Identifier("\(tenant)_\(purpose)")
            let parameters = try database.installation.parameters(forLogin: login, of: tenant)
            let session = try Connection(to: parameters)
            func statement(_ way: String) -> SQL {
                SQL(raw: way.replacing("@", with: login.text).replacing("%", with: database.name))
            }
            try session.execute("set default_transaction_read_only = off")
            for guise: SQL in ["reset role", "set role none"] {
                try session.execute(guise)
                for way in refused {
                    #expect(try refusal(of: statement(way), session) == .insufficientPrivilege, "\(login): \(way)")
                }
            }
            for way in idle {
                // Some of them give the session its defaults back.
                try session.execute("set default_transaction_read_only = off")
                try session.execute("set role none")
                #expect(try refusal(of: statement(way), session) == nil, "\(login): \(way)")
            }
            #expect(try Self.settings(session) == StatementLog.settings)
            #expect(try Self.settings(Connection(to: parameters)) == StatementLog.settings)
            var options = parameters
            options.further["options"] = "-c pgaudit.log=none"
            #expect(throws: ConnectionFailure.self) { _ = try Connection(to: options) }
        }
        // Of all that was let go nothing concerns the log; the search path and the times are the login's own.
        let drift = try database.installation.apply(wanted).changes.map(\.sentence)
        #expect(drift.count == 13 && !drift.contains { $0.contains("pgaudit") }, "\(drift)")
        print(
            """
            isolation: \(refused.count) ways to be logged less refused to 4 logins in 2 guises, \(idle.count) \
            without effect
            """)

        let base = try database.connect()
        let login = try Identifier("\(tenant)_app")
        try base.execute("alter role \(identifier: login) reset pgaudit.log")
        try base.execute("alter role \(identifier: login) set pgaudit.log_parameter = on")
        try base.execute(
            "alter role \(identifier: login) in database \(identifier: Identifier(database.name)) set pgaudit.log = 'none'"
        )
        #expect(
            try database.installation.apply(wanted).changes.map(\.sentence) == [
                "set pgaudit.log of login '\(login)'", "set pgaudit.log_parameter of login '\(login)'",
                "reset what is set for '\(login)' in database '\(database.name)'",
            ])
        #expect(
            try Self.settings(Connection(to: database.installation.parameters(forLogin: login, of: tenant)))
                == StatementLog.settings)
    }

    @Test("pgaudit's own functions, which run with the provisioner's rights, are closed to everyone")
    func functions() throws {
        let open: SQL = """
            select proname::text from pg_proc
            where proname like 'pgaudit%' and (not prosecdef or has_function_privilege('public', oid, 'execute'))
            """
        let base = try TestDatabase.current.connect()
        let count = try base.first("select count(*) from pg_proc where proname like 'pgaudit%'") { try $0[0] as Int }
        #expect(count == 2)
        #expect(try texts(open, base) == [])
        try base.execute("grant execute on function public.pgaudit_sql_drop() to public")
        #expect(try texts(open, base) == [["pgaudit_sql_drop"]])
    }

    /// What a session has of the settings.
    private static func settings(_ session: borrowing Connection) throws -> [String: String] {
        let names = StatementLog.settings.keys.sorted()
        return Dictionary(
            try session.query("select name, current_setting(name) from unnest(\(names)::text[]) as wanted (name)") {
                row -> (String, String) in (try row[0], try row[1])
            }
        ) { first, _ in first }
    }
}
