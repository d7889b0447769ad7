import Audit
import FoundationEssentials
import Operations
import Postgres
import Vocabulary

extension Benchmark {
    /// One inserted row a transaction, with its event in a tenant's chain and without.
    static let audit = Benchmark(
        name: "audit", summary: "changes with their row in the audit chain, against the same without"
    ) {
        let server = try BenchmarkServer()
        let base = try server.installation.connectProvisioner()
        try base.execute("create schema benchmark")
        try base.execute("create table benchmark.changes (writer integer, number integer, note text)")
        return try [
            measured("one connection", Writers(count: 1, chains: 1), on: server),
            measured("eight connections, a chain each", Writers(count: 8, chains: 8), on: server),
            measured("eight connections, one chain", Writers(count: 8, chains: 1), on: server),
        ]
    }
}

/// Connections that change something at the same time.
private struct Writers: Sendable {
    let count: Int
    /// The tenants whose changes they are; writers of one tenant wait for each other.
    let tenants: [UUID]

    /// Changes of each writer in a round.
    static let changes = 1500

    init(count: Int, chains: Int) {
        self.count = count
        tenants = (0..<chains).map { _ in UUID() }
    }

    /// Lets each insert its rows, each in a transaction of its own that reaches the disk.
    func write(isAudited: Bool, on server: borrowing BenchmarkServer) throws {
        let installation = server.installation
        let failures = Workers.run(Array(0..<count), threads: count) { queue in
            while let writer = queue.next() {
                let connection = try installation.connectProvisioner()
                let tenant = tenants[writer % tenants.count]
                for number in 0..<Self.changes {
                    let change: SQL = """
                        insert into benchmark.changes values (\(writer), \(number), 'a change of something')
                        """
                    let event = AuditEvent(
                        tenantID: tenant, action: "benchmark.changed", object: "changes",
                        detail: ["writer": .number("\(writer)"), "number": .number("\(number)")])
                    try connection.execute(isAudited ? [change, AuditTrail.appending(event)] : [change])
                }
            }
        }
        try failures.throwIfAny()
    }
}

/// Changes a second on both sides; the round in the middle by its ratio, since disks are far from steady.
private func measured(_ what: String, _ writers: Writers, on server: borrowing BenchmarkServer) throws -> Measurement {
    var rounds: [(ours: Double, peer: Double)] = []
    // The first fills the server's caches.
    for number in 0..<4 {
        var times = [0.0, 0.0]
        for side in number.isMultiple(of: 2) ? [0, 1] : [1, 0] {
            times[side] = try seconds { try writers.write(isAudited: side == 0, on: server) }
        }
        if number == 0 { continue }
        let changes = Double(writers.count * Writers.changes)
        rounds.append((changes / times[0], changes / times[1]))
        report("  \(what): \(decimals(rounds[number - 1].ours / rounds[number - 1].peer, 2)) of the rate without")
    }
    let middle = rounds.sorted { $0.ours / $0.peer < $1.ours / $1.peer }[1]
    return Measurement(
        what: "changes with their audit row, \(what)", unit: .perSecond, ours: middle.ours, peer: middle.peer)
}
