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

    /// Gives the verifier to the server and a digest of it to the registry, in the present transaction.
    ///
    /// **Runs as** provisioner. The password itself lies in the vault by then.
    package func apply(to login: Identifier, of tenantID: UUID, in base: borrowing Connection) throws {
        try base.execute("alter role \(identifier: login) password \(literal: verifier)")
        let digest = try SHA256.hash(Array(verifier.utf8))
        try base.execute(
            """
            insert into socle.login_verifiers (login_name, tenant_id, verifier_sha256, secret_version)
            values (\(login), \(tenantID), \(digest), \(version))
            on conflict (login_name) do update set
                verifier_sha256 = excluded.verifier_sha256, secret_version = excluded.secret_version,
                applied_at = now()
            """)
    }
}
