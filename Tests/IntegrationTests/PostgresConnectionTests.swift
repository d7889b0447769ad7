import FoundationEssentials
import Glibc
import Postgres
import TestServer
import Testing
import Vocabulary

@Suite("Logging in", .database)
struct PostgresConnectionTests {
    private func failure(_ change: (inout ConnectionParameters) -> Void) throws -> ConnectionFailure {
        var parameters = try TestDatabase.current.parameters
        change(&parameters)
        return try #require(throws: ConnectionFailure.self) { _ = try Connection(to: parameters) }
    }

    /// A role of this test that may connect to its database, and goes with the closure.
    private func withLogin(_ body: (_ role: String, _ password: String) throws -> Void) throws {
        let connection = try TestDatabase.current.connect()
        let role = try Identifier("t_" + UUID().uuidString.lowercased())
        let database = try Identifier(TestDatabase.current.name)
        try connection.execute("create role \(identifier: role) login password \(literal: "right's \\pass")")
        try connection.execute("grant connect on database \(identifier: database) to \(identifier: role)")
        defer {
            // A test that failed has said why already.
            _ = try? connection.execute("drop owned by \(identifier: role)")
            _ = try? connection.execute("drop role \(identifier: role)")
        }
        try body(role.text, "right's \\pass")
    }

    /// The server's port on the loopback, which is its socket's too.
    private func onLoopback(_ parameters: inout ConnectionParameters) {
        parameters.host = "127.0.0.1"
    }

    @Test("the right password opens over socket and TCP, and the session is as promised")
    func success() throws {
        try withLogin { role, password in
            for isTCP in [false, true] {
                var parameters = try TestDatabase.current.parameters.with(user: role, password: password)
                parameters.applicationName = "été's test"
                parameters.settings = ["search_path": "a, \"b c\"", "statement_timeout": "5s"]
                if isTCP { onLoopback(&parameters) }
                let connection = try Connection(to: parameters)
                #expect(connection.serverVersion >= 150_000)
                func show(_ name: String) throws -> String? {
                    try connection.first("select current_setting(\(name))") { try $0[0] as String }
                }
                #expect(try show("timezone") == "UTC")
                #expect(try show("client_encoding") == "UTF8")
                #expect(try show("datestyle") == "ISO, YMD")
                #expect(try show("search_path") == "a, \"b c\"")
                #expect(try show("statement_timeout") == "5s")
                #expect(
                    try connection.first("select pg_backend_pid()") { try $0[0] as Int32 }
                        == connection.processIdentifier)
            }
        }
    }

    @Test(
        "a wrong password is told by SQLSTATE over socket and TCP, and never shown", arguments: [false, true])
    func wrongPassword(isTCP: Bool) throws {
        try withLogin { role, _ in
            let failure = try failure { parameters in
                parameters = parameters.with(user: role, password: "s3cret")
                if isTCP { onLoopback(&parameters) }
            }
            guard case .refused(_, role, _, .invalidPassword, let report) = failure else {
                Issue.record("another failure: \(failure)")
                return
            }
            #expect(failure.kind == .unauthenticated)
            #expect(!report.contains("auth.c"))
            #expect(!"\(failure)\(failure.detail ?? "")\(failure.hint ?? "")".contains("s3cret"))
        }
    }

    @Test("a role that does not exist is refused like a wrong password")
    func unknownRole() throws {
        let failure = try failure { $0 = $0.with(user: "nobody_of_this_name", password: "s3cret") }
        #expect(failure.kind == .unauthenticated)
        #expect(failure.message.hasSuffix("refused the password of role 'nobody_of_this_name'"))
    }

    @Test("a missing password is said to be missing", .enabled(if: getenv("PGPASSWORD") == nil))
    func missingPassword() throws {
        try withLogin { role, _ in
            let failure = try failure { parameters in
                parameters = parameters.with(user: role, password: nil)
                parameters.further["passfile"] = "/dev/null"
            }
            #expect(failure.code == "PGS105")
        }
    }

    @Test("an unknown database is not found")
    func unknownDatabase() throws {
        let failure = try failure { $0.database = "no such; database" }
        #expect(failure.kind == .notFound)
        #expect(failure.message.hasSuffix("has no database 'no such; database'"))
    }

    @Test("a database name is never read as parameters")
    func databaseName() throws {
        #expect(try failure { $0.database = "postgresql://elsewhere/x" }.kind == .notFound)
        #expect(try failure { $0.database = "dbname=postgres" }.kind == .notFound)
    }

    @Test("a right to connect that is missing is denied")
    func denied() throws {
        try withLogin { role, password in
            let connection = try TestDatabase.current.connect()
            let database = try Identifier(TestDatabase.current.name)
            try connection.execute("revoke connect on database \(identifier: database) from public")
            try connection.execute(
                "revoke connect on database \(identifier: database) from \(identifier: Identifier(role))")
            #expect(try failure { $0 = $0.with(user: role, password: password) }.kind == .denied)
        }
    }

    @Test("a role without connections left is busy")
    func connectionLimit() throws {
        try withLogin { role, password in
            let connection = try TestDatabase.current.connect()
            try connection.execute("alter role \(identifier: try Identifier(role)) connection limit 0")
            let failure = try failure { $0 = $0.with(user: role, password: password) }
            #expect(failure.kind == .busy)
            #expect(failure.message.contains("no connection left"))
        }
    }

    @Test(
        "a server that is not there is unavailable",
        arguments: [
            ("/nonexistent", 5432), ("127.0.0.1", 1), ("no-such-host.invalid", 5432),
        ])
    func unreachable(host: String, port: Int) throws {
        let failure = try failure { parameters in
            parameters.host = host
            parameters.port = port
        }
        #expect(failure.code == "PGS103")
        #expect(failure.kind == .unavailable)
    }

    @Test("a server that accepts and says nothing is given up in time")
    func silence() throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(listener) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let port = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address -> UInt16 in
                bind(listener, address, length)
                listen(listener, 1)
                getsockname(listener, address, &length)
                return pointer.pointee.sin_port.bigEndian
            }
        }
        let begun = ContinuousClock.now
        let failure = try failure { parameters in
            parameters.host = "127.0.0.1"
            parameters.port = Int(port)
            parameters.connectTimeout = .milliseconds(200)
        }
        #expect(failure.code == "PGS104")
        #expect(failure.kind == .unavailable)
        #expect(ContinuousClock.now - begun < .seconds(5))
    }
}
