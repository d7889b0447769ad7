import Audit
package import FoundationEssentials
package import Postgres
package import Vocabulary

extension TenantPlan {
    /// Makes passwords for logins of a tenant and seals them, in the present transaction of the base.
    package typealias PasswordMaker = (
        _ logins: [Identifier], _ tenantID: UUID, _ base: borrowing Connection
    ) throws -> [SealedPassword]

    /// The logins that get a new password.
    package var loginsWithNewPassword: [Identifier] {
        changes.compactMap { change in
            if case .setPassword(let login) = change.action { login } else { nil }
        }
    }

    /// Refuses a plan in which is something that a person does first.
    package func requireFeasible() throws {
        for change in changes {
            if case .refusal(let failure) = change.action { throw failure }
        }
    }

    /// Carries out the changes of some places and leaves an audit row of them, in one transaction.
    ///
    /// **Runs as** provisioner.
    ///
    /// - Parameters:
    ///   - places: of one database; never ``TenantChange/Place/cluster``, which no transaction can hold.
    ///   - passwords: those of ``loginsWithNewPassword``, where roles are among the places.
    package func apply(
        _ places: [TenantChange.Place], in connection: borrowing Connection, passwords: [SealedPassword] = []
    ) throws {
        let changes = places.flatMap { self.changes(in: $0) }
        if changes.isEmpty { return }
        let statements = try changes.map { change in
            switch change.action {
            case .statement(let sql): return sql
            case .setPassword(let login):
                guard let password = passwords.first(where: { $0.login == login }) else {
                    preconditionFailure("a password is sealed before it is set")
                }
                return password.setting
            case .prepareDatabase: preconditionFailure("a database is not made in a transaction")
            case .hostAccess: preconditionFailure("a file is not written in a transaction")
            case .refusal(let failure): throw failure
            }
        }
        let event = AuditEvent(
            tenantID: tenantID, action: "tenant.applied", object: tenant.text,
            detail: [
                "place": .string(places.map(\.rawValue).joined(separator: ", ")),
                "changes": .array(changes.map { .string($0.sentence) }),
            ])
        try connection.execute(statements + [AuditTrail.appending(event)])
    }
}
