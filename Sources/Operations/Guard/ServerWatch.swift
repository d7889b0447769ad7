import FoundationEssentials
import Guard
import Postgres
import Tenancy
import Vocabulary

/// One look after the other at the sessions of a server and at the tenants that may soon use up their storage.
struct ServerWatch {
    let server: ServerName
    let emit: @Sendable (GuardEvent) -> Void

    private var sessions = SessionHistory()
    private var rates: [UUID: StorageRate] = [:]
    /// Rows that had been removed from tables of frozen tenants when they were last written anew.
    private var removedRows: [UUID: [Int64: Int64]] = [:]

    init(server: ServerName, emit: @escaping @Sendable (GuardEvent) -> Void) {
        self.server = server
        self.emit = emit
    }

    /// Tenants that one look measures at most; the nearest to their limit first.
    private static let mostMeasured = 200

    /// Looks once, and does what is to be done.
    ///
    /// - Returns: seconds until the next look.
    mutating func look(_ base: borrowing Connection, _ connection: borrowing Connection) throws -> Double {
        let snapshot = try SessionSnapshot.take(of: connection)
        let tenants = try WatchedTenant.watched(
            on: server, withSessionsOf: Set(snapshot.sessions.map(\.login)), in: base, asking: connection)
        let owners = Dictionary(tenants.flatMap { tenant in tenant.roles.map { ($0, tenant) } }) { first, _ in first }
        for order in SessionRules.orders(snapshot, tenants, &sessions) {
            guard let tenant = owners[order.session.login], try order.carryOut(on: connection) else { continue }
            try record(
                Violation(
                    tenantID: tenant.tenantID, kind: order.kind, measured: order.measured, permitted: order.permitted,
                    action: order.action.rawValue, login: order.session.login, pid: order.session.identity.pid),
                of: tenant, in: base)
        }
        let busy = Set(snapshot.sessions.filter { $0.wasBusy(within: 3) }.map(\.login))
        let due = tenants.filter {
            $0.storage.share >= StorageStanding.nearShare || $0.storage.frozenFor != nil
                || $0.isWarned || !busy.isDisjoint(with: $0.roles)
        }.sorted { $0.storage.share > $1.storage.share }.prefix(Self.mostMeasured)
        return try lookAtStorage(Array(due), at: snapshot.now, base, connection)
    }

    private mutating func lookAtStorage(
        _ due: [WatchedTenant], at now: Double, _ base: borrowing Connection, _ connection: borrowing Connection
    ) throws -> Double {
        let present = Set(due.map(\.tenantID))
        rates = rates.filter { present.contains($0.key) }
        if due.isEmpty { return StorageRate.longest }
        let sizes = try StorageMeter.measure(due, in: base, on: connection)
        try StorageMeter.keep(
            due.compactMap { tenant in
                sizes[tenant.tenantID].flatMap { $0 == tenant.storageBytes ? nil : (tenant.tenantID, $0) }
            }, in: base)
        var pause = StorageRate.longest
        for var tenant in due {
            guard let size = sizes[tenant.tenantID] else { continue }
            tenant.storageBytes = size
            let storage = tenant.storage
            rates[tenant.tenantID, default: StorageRate()].measured(storage.used, at: now)
            let rate = rates[tenant.tenantID] ?? StorageRate()
            pause = min(pause, rate.pause(used: storage.used, permitted: storage.permitted))
            for step in storage.steps {
                do {
                    try carryOut(step, tenant, base, connection)
                } catch let failure as any Failure where !base.isLost && !connection.isLost {
                    // One tenant in the way is no reason to let the others grow.
                    emit(
                        GuardEvent(
                            server: server, tenant: tenant.identifier, kind: .watch,
                            action: "cannot \(step): \(failure.message)"))
                }
            }
        }
        return pause
    }

    private func carryOut(
        _ step: StorageStanding.Step, _ tenant: WatchedTenant, _ base: borrowing Connection,
        _ connection: borrowing Connection
    ) throws {
        switch step {
        case .warn:
            let storage = tenant.storage
            // Together, or a death in between would leave a warning that nobody ever saw.
            try base.transaction { base in
                try base.execute(
                    "update socle.tenant_usage set warned_at = clock_timestamp() where tenant_id = \(tenant.tenantID)")
                try Violation(
                    tenantID: tenant.tenantID, kind: .storage, measured: storage.used, permitted: storage.permitted,
                    action: "warned"
                ).record(in: base)
            }
            tell("warned", of: tenant)
        case .endWarning:
            try base.execute("update socle.tenant_usage set warned_at = null where tenant_id = \(tenant.tenantID)")
            tell("eased", of: tenant)
        case .freeze:
            if try Freeze.freeze(tenant, in: base, on: connection) { tell("frozen", of: tenant) }
            try Freeze.endWriters(of: tenant, in: base, on: connection)
        case .finishFreeze:
            try Freeze.endWriters(of: tenant, in: base, on: connection)
            tell("frozen, finished", of: tenant)
        case .thaw:
            if try Freeze.thaw(tenant, in: base, on: connection) { tell("thawed", of: tenant) }
        }
    }

    /// Lets tables of frozen tenants give back what was deleted from them.
    mutating func compact(
        _ base: borrowing Connection, _ connection: borrowing Connection, _ installation: Installation
    ) throws {
        let frozen = try WatchedTenant.watched(
            on: server, withSessionsOf: [], in: base, asking: connection
        ).filter {
            $0.storage.frozenFor != nil && $0.areWritersEnded && $0.storage.share >= StorageStanding.thawedShare
        }
        if frozen.isEmpty { removedRows = [:] }
        for tenant in frozen {
            let connection = try installation.connectProvisioner(to: tenant.place)
            // What the load that filled the storage left behind is no data yet, and nobody else could take it away.
            try connection.execute("select socle.drop_stagings(\(tenant.tenantID), '0')")
            let tables = try Compaction.tables(of: tenant, in: connection)
            for table in Compaction.worthwhile(tables, known: removedRows[tenant.tenantID] ?? [:]) {
                do {
                    let freed = try Compaction.compact(table, of: tenant, in: connection)
                    removedRows[tenant.tenantID, default: [:]][table.number] = table.removed
                    if freed > 0 {
                        emit(
                            GuardEvent(
                                server: server, tenant: tenant.identifier, kind: .storage, action: "compacted",
                                measured: freed))
                    }
                } catch let failure as ServerFailure where !connection.isLost {
                    // Somebody reads it just now; the next round tries again.
                    guard failure.sqlState != .lockNotAvailable else { continue }
                    emit(
                        GuardEvent(
                            server: server, tenant: tenant.identifier, kind: .watch,
                            action: "cannot compact: \(failure.message)"))
                }
            }
        }
    }

    private func record(_ violation: Violation, of tenant: WatchedTenant, in base: borrowing Connection) throws {
        guard try violation.record(in: base) else { return }
        emit(
            GuardEvent(
                server: server, tenant: tenant.identifier, kind: violation.kind, action: violation.action,
                measured: violation.measured, permitted: violation.permitted, login: violation.login,
                pid: violation.pid))
    }

    private func tell(_ action: String, of tenant: WatchedTenant) {
        emit(
            GuardEvent(
                server: server, tenant: tenant.identifier, kind: .storage, action: action,
                measured: tenant.storage.used, permitted: tenant.storage.permitted))
    }
}
