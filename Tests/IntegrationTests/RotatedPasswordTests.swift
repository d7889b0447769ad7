import Cryptography
import FoundationEssentials
import Operations
import Postgres
import Synchronization
import TestServer
import Testing
import Vocabulary

@Suite("Passwords that change before the login", .database)
struct RotatedPasswordTests {
    @Test("are read again once, and only when the server refused the old one")
    func readAgain() throws {
        let database = TestDatabase.current
        let tenant = try database.makeTenant()
        let login = try Identifier("\(tenant)_app")
        var parameters = try database.installation.parameters(forLogin: login, of: tenant)
        let right = parameters.password
        let readings = Mutex(0)
        parameters.passwordSource = PasswordSource {
            readings.withLock { $0 += 1 }
            return right
        }
        _ = try Connection(to: parameters)
        #expect(readings.withLock { $0 } == 0)
        parameters.password = "the one before"
        let name: String? = try Connection(to: parameters).first("select session_user::text") { row in try row[0] }
        #expect(name == login.text)
        #expect(readings.withLock { $0 } == 1)
    }

    @Test("a password that is wrong and did not change is refused as before")
    func refused() throws {
        let database = TestDatabase.current
        let tenant = try database.makeTenant()
        var parameters = try database.installation.parameters(forLogin: Identifier("\(tenant)_app"), of: tenant)
        parameters.password = "wrong"
        for source in [PasswordSource { "wrong" }, PasswordSource { nil }, PasswordSource { "wrong as well" }] {
            parameters.passwordSource = source
            let failure = #expect(throws: ConnectionFailure.self) { _ = try Connection(to: parameters) }
            #expect(failure?.kind == .unauthenticated)
        }
    }

    @Test("parameters of a login know where its password is read again")
    func fromVault() throws {
        let database = TestDatabase.current
        let tenant = try database.makeTenant()
        let login = try Identifier("\(tenant)_etl")
        var parameters = try database.installation.parameters(forLogin: login, of: tenant)
        parameters.password = "read before a rotation"
        _ = try Connection(to: parameters)
        #expect(throws: ConnectionFailure.self) {
            _ = try Connection(to: parameters.with(user: login.text, password: "x"))
        }
    }
}
