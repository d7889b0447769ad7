import FoundationEssentials
import Postgres
import Tenancy
import Vocabulary

/// A login with the moment at which it got its password, and the present one, by the server's clock.
struct AppliedLogin {
    let tenantID: UUID
    let name: Identifier
    let appliedAt: Date
    let now: Date

    /// The logins of a tenant, or everyone's, by name.
    static func all(of tenantID: UUID? = nil, in base: borrowing Connection) throws -> [AppliedLogin] {
        let wanted: SQL = tenantID.map { "where tenant_id = \($0)" } ?? ""
        // now() would be the start of a transaction that may have waited for the rotation it reads about.
        return try base.query(
            """
            select tenant_id, login_name, applied_at, clock_timestamp() from socle.login_verifiers
            \(sql: wanted)
            order by login_name
            """
        ) { row in AppliedLogin(tenantID: try row[0], name: try row[1], appliedAt: try row[2], now: try row[3]) }
    }

    /// Whether a rotation concerns the login.
    ///
    /// - Parameters:
    ///   - schedule: when it is due; nil for now.
    ///   - withChannels: whether logins are meant whose passwords people have been given.
    /// - Throws: ``SecretFailure/clockSetBack(login:appliedAt:now:)``.
    func isToBeRotated(
        of tenant: TenantIdentifier, _ schedule: RotationSchedule?, withChannels: Bool
    ) throws -> Bool {
        let names = TenantNames(tenant)
        guard withChannels || names.writers.contains(name) else { return false }
        guard let schedule else { return true }
        guard now >= appliedAt else {
            throw SecretFailure.clockSetBack(login: name, appliedAt: appliedAt, now: now)
        }
        return schedule.isDue(after: appliedAt, now: now)
    }
}
