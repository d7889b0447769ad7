import Cryptography
package import FoundationEssentials
package import Postgres
package import Vocabulary

/// A password that was sealed, as the server may know it.
package struct SealedPassword: Sendable {
    package let login: Identifier
    /// The SCRAM verifier as PostgreSQL stores it.
    package let verifier: String
    /// The version under which the password lies in the vault.
    package let version: Int

    package init(login: Identifier, verifier: String, version: Int) {
        self.login = login
        self.verifier = verifier
        self.version = version
    }

    /// Gives the verifier to the login and a digest of it to the registry, in the present transaction of the base.
    ///
    /// **Runs as** provisioner, for a login of the base's server. The password itself lies in the vault by then.
    package func apply(of tenantID: UUID, in base: borrowing Connection) throws {
        try set(in: base)
        try Self.record([self], of: tenantID, in: base)
    }

    /// Gives the verifier to the login, in any database of its server.
    ///
    /// **Runs as** provisioner.
    package func set(in server: borrowing Connection) throws {
        try server.execute(setting)
    }

    /// The statement that gives the verifier to the login.
    var setting: SQL { "alter role \(identifier: login) password \(literal: verifier)" }

    /// Keeps the digests of verifiers that logins were given, in the present transaction of the base.
    package static func record(_ passwords: [SealedPassword], of tenantID: UUID, in base: borrowing Connection) throws {
        if passwords.isEmpty { return }
        let digests = try passwords.map { try SHA256.hash(Array($0.verifier.utf8)) }
        try base.execute(
            """
            insert into socle.login_verifiers (login_name, tenant_id, verifier_sha256, secret_version)
            select login_name, \(tenantID), verifier_sha256, secret_version
            from unnest(\(passwords.map(\.login.text))::text[], \(digests)::bytea[], \(passwords.map(\.version))::integer[])
                as given (login_name, verifier_sha256, secret_version)
            on conflict (login_name) do update set
                verifier_sha256 = excluded.verifier_sha256, secret_version = excluded.secret_version,
                applied_at = now()
            """)
    }
}
