import Audit
import Glibc
import Operations
import Postgres
import Settings
import Synchronization
import TestServer
import Testing
import Vocabulary

@Suite("Writers of the audit whose server is killed")
struct KilledAuditTests {
    @Test("leave one chain without a gap, and the next events go on where it ends")
    func killed() throws {
        try ServerFolder.lend { folder in
            for name in ["sql", "tenants"] { symlink(TestCluster.root.path(of: name), "\(folder)/\(name)") }
            #expect(try SocleRun("dev", "start", root: folder).exitCode == 0)
            let record = try #require(try EmbeddedServer(state: "\(folder)/.socle").record())
            let parameters = record.bySocket(to: Settings.baseDatabase)
            let (acknowledged, lost, kills) = (Counter(), Counter(), Counter())
            let append: @Sendable (borrowing Connection) throws -> Void = { connection in
                try connection.execute(
                    "select socle.append_audit(\(Platform.tenantID), 'control', 'test.done', 'o', '{}')")
                acknowledged.add(1)
            }
            // A killed backend takes the others with it, and the server starts anew.
            _ = try atOnce(4) { writer in
                for _ in 0..<(writer == 0 ? 30 : 10) where writer > 0 || kills.value < 3 {
                    do {
                        let connection = try Self.connect(parameters)
                        for number in 0..<20 {
                            try append(connection)
                            if writer == 0, number == 10 {
                                try #require(kill(connection.processIdentifier, SIGKILL) == 0)
                                kills.add(1)
                            }
                        }
                    } catch is ConnectionFailure {
                        lost.add(1)
                    }
                }
            }
            #expect(kills.value == 3)
            // The last of them may still be under way.
            let last = acknowledged.value
            while acknowledged.value == last {
                do { try append(Self.connect(parameters)) } catch is ConnectionFailure { lost.add(1) }
            }
            let chain = AuditChain(database: try Identifier(Settings.baseDatabase), tenantID: Platform.tenantID)
            let verdict = try chain.verify(in: Self.connect(parameters))
            #expect(verdict.isSound && verdict.last == Int64(verdict.events))
            // Whoever lost his connection does not know whether his event was committed.
            #expect((acknowledged.value...acknowledged.value + lost.value).contains(verdict.events))
            print("audit: 3 backends of 4 writers killed; \(verdict.events) events, one chain, no gap")
        }
    }

    /// Connects as soon as the server has recovered.
    private static func connect(_ parameters: ConnectionParameters) throws -> Connection {
        for _ in 0..<300 {
            do { return try Connection(to: parameters) } catch is ConnectionFailure { usleep(50_000) }
        }
        return try Connection(to: parameters)
    }

    /// A number that several threads add to.
    private final class Counter: Sendable {
        private let count = Atomic<Int>(0)

        var value: Int { count.load(ordering: .relaxed) }

        func add(_ number: Int) { count.add(number, ordering: .relaxed) }
    }
}
