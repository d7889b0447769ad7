import FoundationEssentials
package import Operations
package import Postgres
import Settings
package import Testing
package import Vocabulary

/// A database of a test's own, cloned from one that has all migrations.
///
/// It is dropped when the test has passed, and kept with a line to connect
/// when it has not.
package struct TestDatabase: Sendable {
    @TaskLocal private static var scoped: TestDatabase?

    /// The database of the running test.
    package static var current: TestDatabase {
        guard let scoped else { preconditionFailure("the suite or test lacks the trait .database") }
        return scoped
    }

    package let name: String
    package let cluster: TestCluster
    /// The platform as installed on this database: its own root key, key store and folder.
    package let installation: Installation

    /// How the provisioner, a superuser, connects to it.
    package var parameters: ConnectionParameters {
        get throws { try cluster.provisioner(database: name) }
    }

    /// Opens a connection as the provisioner.
    package func connect() throws -> Connection {
        try Connection(to: parameters)
    }

    /// A tenant identifier that no other test has, since roles are shared by the cluster.
    package func newTenant() throws -> TenantIdentifier {
        try TenantIdentifier("t" + randomWord(10))
    }

    fileprivate static func clone() throws -> TestDatabase {
        let cluster = try TestCluster.shared.get()
        let name = "test_" + randomWord(10)
        let administrator = try Connection(to: cluster.provisioner(database: "postgres"))
        try administrator.execute(
            "create database \(identifier: Identifier(name)) template \(identifier: Identifier(Settings.baseDatabase))")
        let installation = Installation(settings: cluster.settings(database: name))
        try installation.prepareState()
        let connection = try Connection(to: cluster.provisioner(database: name))
        try connection.execute("select socle.secure_database()")
        return TestDatabase(name: name, cluster: cluster, installation: installation)
    }

    fileprivate func drop() throws {
        let administrator = try Connection(to: cluster.provisioner(database: "postgres"))
        try administrator.execute("drop database \(identifier: Identifier(name)) with (force)")
    }

    fileprivate func run(_ body: @Sendable () async throws -> Void) async throws {
        try await Self.$scoped.withValue(self, operation: body)
    }
}

/// Lowercase letters that nobody else draws; without p, since no tenant may put `pg_` into a schema's name.
package func randomWord(_ count: Int) -> String {
    let letters = Array("abcdefghijklmnoqrstuvwxyz")
    return String((0..<count).compactMap { _ in letters.randomElement() })
}

/// Gives each test a database of its own.
package struct DatabaseTrait: TestTrait, SuiteTrait, TestScoping {
    package var isRecursive: Bool { true }

    package func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        // A suite is asked too; only its test cases get a database.
        guard testCase != nil else { return try await function() }
        let database = try TestDatabase.clone()
        do {
            try await database.run(function)
        } catch {
            print(
                "kept: psql -h \(database.cluster.record.socket) -p \(database.cluster.record.port) -U \(Settings.provisionerLogin) \(database.name)"
            )
            throw error
        }
        try database.drop()
    }
}

extension Trait where Self == DatabaseTrait {
    /// A database of the test's own with every migration applied.
    package static var database: Self { DatabaseTrait() }
}
