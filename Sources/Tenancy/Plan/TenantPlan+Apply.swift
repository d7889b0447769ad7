import Audit
package import FoundationEssentials
package import Postgres
package import Vocabulary

extension TenantPlan {
    /// Makes a password for a login of a tenant and seals it, in the present transaction.
    package typealias PasswordMaker = (
        _ login: Identifier, _ tenantID: UUID, _ base: borrowing Connection
    ) throws -> SealedPassword

    /// Carries out the changes of one place and leaves an audit row of them, in one transaction.
    ///
    /// **Runs as** provisioner. Calling it for places of the same database
    /// within a transaction of the caller's makes them one.
    ///
    /// - Parameters:
    ///   - place: any but ``TenantChange/Place/cluster``, which no transaction can hold.
    ///   - makePassword: called for logins that get one.
    package func apply(
        _ place: TenantChange.Place, in connection: borrowing Connection, makePassword: PasswordMaker
    ) throws {
        let changes = changes(in: place)
        if changes.isEmpty { return }
        try connection.transaction { connection in
            for change in changes {
                switch change.action {
                case .statement(let sql): try connection.execute(sql)
                case .setPassword(let login):
                    try makePassword(login, tenantID, connection).apply(to: login, of: tenantID, in: connection)
                case .prepareDatabase: preconditionFailure("a database is not made in a transaction")
                }
            }
            try AuditTrail.append(
                AuditEvent(
                    tenantID: tenantID, action: "tenant.applied", object: tenant.text,
                    detail: ["place": .string(place.rawValue), "changes": .array(changes.map { .string($0.sentence) })]),
                in: connection)
        }
    }
}
