import Audit
import FoundationEssentials
import Postgres
import Tenancy
import Vault
import Vocabulary

extension Installation {
    /// Gives an owner a new key for all that is sealed from now on.
    ///
    /// The audit row is committed before the key is made, while the owner stays locked.
    ///
    /// - Parameter schedule: when it is due; nil for now.
    /// - Returns: the version of the new key, or nil when none was due.
    /// - Throws: VLT206 when there is a schedule and the clock stands before the present key.
    func rotateKey(
        of known: KnownOwner, _ schedule: RotationSchedule?, _ keys: KeyStore, _ base: borrowing Connection
    ) throws -> Int? {
        if let schedule, try !isDue(keys.keyVersions(of: known.uuid), schedule, of: known) { return nil }
        return try namingHolder(in: [basePlace]) {
            try base.transaction { base in
                try lockOwner(known, in: base)
                let before = try keys.keyVersions(of: known.uuid)
                // Another run may have been faster.
                if let schedule, try !isDue(before, schedule, of: known) { return nil }
                let next = (before.last?.version ?? 0) + 1
                try announce(
                    AuditEvent(
                        tenantID: known.uuid, action: "key.rotated", object: "key/\(next)",
                        detail: ["version": JSON(next), "before": JSON(before.last?.identifier)]))
                return try keys.rotateKey(of: known.uuid).version
            }
        }
    }

    /// Whether the key that seals is to be exchanged; one that is gone is not.
    private func isDue(_ versions: [KeyVersion], _ schedule: RotationSchedule, of known: KnownOwner) throws -> Bool {
        guard let primary = versions.last(where: { $0.state == .primary }) else { return false }
        return schedule.isDue(after: primary.createdAt, now: try requireClock(after: primary, of: known))
    }

    /// Refuses a clock that stands before a key, and gives the present moment.
    private func requireClock(after key: KeyVersion, of known: KnownOwner) throws -> Date {
        let now = Date.now
        guard now >= key.createdAt else {
            throw VaultFailure.clockSetBack(
                tenant: known.uuid, newest: key.createdAt.microseconds, now: now.microseconds)
        }
        return now
    }

    /// Makes other runs for the same owner wait until the transaction ends.
    func lockOwner(_ known: KnownOwner, in base: borrowing Connection) throws {
        switch known.owner {
        case .tenant:
            try base.execute("select from socle.registry where tenant_id = \(known.uuid) for no key update")
        case .platform: try base.execute("select from socle.installation for no key update")
        }
    }
}

extension Date {
    /// Microseconds since 1970 UTC.
    fileprivate var microseconds: Int64 { Int64((timeIntervalSince1970 * 1_000_000).rounded()) }
}
