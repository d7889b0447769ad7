import FoundationEssentials
import Guard
import Postgres
import Tenancy
import Vocabulary

/// One measurement of everything that the tenants of a server use.
struct ServerMeasurement {
    let server: ServerName
    let emit: @Sendable (GuardEvent) -> Void

    /// Measures and keeps the figures.
    ///
    /// - Parameters:
    ///   - counting: whether objects are counted and limits brought to the data databases too.
    ///   - connection: any database of the server.
    /// - Returns: which databases could not be counted in, and why; the others are.
    @discardableResult
    func measure(
        counting: Bool, _ installation: Installation, _ base: borrowing Connection, _ connection: borrowing Connection
    ) throws -> FailureList {
        let began = ContinuousClock.now
        if server == .base { try StorageMeter.measureAll(in: base) }
        try StorageMeter.measureDatabases(on: server, asking: connection, keepingIn: base)
        try Heartbeat.leaveMeasurement(
            of: server, milliseconds: Int((ContinuousClock.now - began) / .milliseconds(1)), in: base)
        var failures = FailureList()
        guard counting else { return failures }
        for place in try installation.dataPlaces() where place.server == server {
            do {
                try count(place, base, installation.connectProvisioner(to: place))
            } catch let failure as any Failure where !base.isLost && !connection.isLost {
                failures.append(failure)
                emit(
                    GuardEvent(
                        server: server, kind: .watch,
                        action: "cannot count in database '\(place)': \(failure.message)"))
            }
        }
        for excess in try ObjectCount.excesses(on: server, in: base) {
            let violation = Violation(
                tenantID: excess.tenantID, kind: .objects, measured: excess.objects, permitted: excess.permitted,
                action: "refused")
            if try violation.record(in: base) {
                emit(
                    GuardEvent(
                        server: server, tenant: excess.identifier, kind: .objects, action: "refused",
                        measured: excess.objects, permitted: excess.permitted))
            }
        }
        for setting in try StoredSetting.oversized(on: connection) {
            guard let owner = try setting.owner(in: base) else { continue }
            try setting.reset(on: connection)
            try Violation(
                tenantID: owner.tenantID, kind: .settings, measured: setting.bytes,
                permitted: Int64(StoredSetting.mostBytes), action: "reset", login: setting.role.text
            ).record(in: base)
            emit(
                GuardEvent(
                    server: server, tenant: owner.identifier, kind: .settings, action: "reset",
                    measured: setting.bytes, permitted: Int64(StoredSetting.mostBytes), login: setting.role.text))
        }
        if server == .base { try Violation.forgetOld(in: base) }
        return failures
    }

    private func count(_ place: DataPlace, _ base: borrowing Connection, _ database: borrowing Connection) throws {
        try ObjectCount.bringLimits(to: place, from: base, into: database)
        try database.execute("select socle.drop_stagings(null, '24 hours')")
        try ObjectCount.count(in: database, keepingIn: base)
    }
}
