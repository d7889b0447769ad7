import Audit
import Cryptography
package import FoundationEssentials
package import Postgres
package import Vocabulary

/// A password that was sealed, as the server may know it.
package struct SealedPassword: Sendable {
    /// The SCRAM verifier as PostgreSQL stores it.
    package let verifier: String
    /// The version under which the password lies in the vault.
    package let version: Int

    package init(verifier: String, version: Int) {
        self.verifier = verifier
        self.version = version
    }
}

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
                case .setPassword(let login): try setPassword(of: login, in: connection, makePassword)
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

    /// The password goes to the vault, its verifier to the server, and a digest of that to the registry.
    private func setPassword(
        of login: Identifier, in base: borrowing Connection, _ makePassword: PasswordMaker
    ) throws {
        let sealed = try makePassword(login, tenantID, base)
        try base.execute("alter role \(identifier: login) password \(literal: sealed.verifier)")
        let digest = try SHA256.hash(Array(sealed.verifier.utf8))
        try base.execute(
            """
            insert into socle.login_verifiers (login_name, tenant_id, verifier_sha256, secret_version)
            values (\(login), \(tenantID), \(digest), \(sealed.version))
            on conflict (login_name) do update set
                verifier_sha256 = excluded.verifier_sha256, secret_version = excluded.secret_version,
                applied_at = now()
            """)
    }
}
