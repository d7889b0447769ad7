import Dispatch
import FoundationEssentials
import Glibc
import Guard
import Operations
import Postgres
import Synchronization
import TestServer
import Testing
import Vocabulary

@testable import Tenancy

/// A tenant with limits that a test can reach, and the guard that watches over it.
struct LimitedTenant: Sendable {
    let database = TestDatabase.current
    let identifier: TenantIdentifier
    let configuration: TenantConfiguration

    init(
        storage: Int64 = 1_000_000_000, connections: Int = 8, statementTime: Int = 300, idleTransactionTime: Int = 60,
        objects: Int = 10_000, placement: Placement = .schema
    ) throws {
        identifier = try database.newTenant()
        configuration = try .sample(
            identifier, tier: placement == .schema ? .free : placement == .database ? .standard : .premium,
            placement: placement,
            limits: TenantLimits(
                users: 10, storage: ByteCount(bytes: storage), apiCallsPerMonth: 10_000,
                databaseConnections: connections, channels: [.metabase], statementTime: statementTime,
                idleTransactionTime: idleTransactionTime, objects: objects))
        _ = try database.installation.apply(configuration)
    }

    /// Opens a session of one of its logins: `etl`, `app`, `admin`.
    func connect(_ purpose: String) throws -> Connection {
        try Connection(
            to: database.installation.parameters(forLogin: Identifier("\(identifier)_\(purpose)"), of: identifier))
    }

    /// A name in its data schema, for a statement.
    func table(_ name: String) throws -> SQL {
        "\(identifier: try Identifier("\(identifier)_data"), try Identifier(name))"
    }

    /// What the guard knows of it.
    func usage() throws -> TenantUsage {
        try #require(try database.installation.usage(of: [identifier]).first)
    }

    /// What became of its limits, each as `kind action`, in order.
    func violations() throws -> [String] {
        try database.connect().query(
            """
            select format('%s %s', kind, action) from socle.violations join socle.registry using (tenant_id)
            where identifier = \(identifier) order by violation_id
            """
        ) { row in try row[0] }
    }

    /// Lets the guard look once at everything.
    @discardableResult
    func watchOnce() throws -> [GuardEvent] {
        let events = Mutex<[GuardEvent]>([])
        try TenantGuard(database.installation) { event in events.withLock { $0.append(event) } }.once()
        return events.withLock { $0.filter { $0.tenant == identifier } }
    }

    /// Runs the guard while the body runs.
    func watched(interval: Double = 5, _ body: (@Sendable () -> [GuardEvent]) throws -> Void) throws {
        let events = Mutex<[GuardEvent]>([])
        let tenantGuard = TenantGuard(database.installation, options: .init(interval: interval)) { event in
            events.withLock { $0.append(event) }
        }
        let failure = Mutex<(any Error)?>(nil)
        let running = DispatchGroup()
        DispatchQueue(label: "the guard").async(group: running) {
            do { try tenantGuard.run() } catch { failure.withLock { $0 = error } }
        }
        defer {
            tenantGuard.stop()
            running.wait()
        }
        try body { events.withLock { $0.filter { $0.tenant == identifier } } }
        if let error = failure.withLock({ $0 }) { throw error }
    }

    /// Waits until something is the case.
    func wait(for what: String, _ isTrue: () throws -> Bool) throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while try !isTrue() {
            guard ContinuousClock.now < deadline else { throw TestFailure("in vain for \(what)") }
            usleep(50_000)
        }
    }
}
