import Cryptography
import FoundationEssentials
import Postgres
import Tenancy
import Vault
import Vocabulary

extension Installation {
    /// Computes each login's verifier again, from the password of the vault and the salt that the server has.
    ///
    /// The digest that the registry keeps tells that somebody changed a password
    /// on the server; this tells too that somebody changed the digest, or the vault.
    ///
    /// **Cost** a query for the verifiers of each server, one for each login's password, and 1.4 ms for each.
    func tryPasswords(of tenants: inout [SurveyedTenant], _ base: borrowing Connection) throws {
        let store = SecretStore(try openVault())
        let byServer = Dictionary(grouping: tenants.indices.filter { tenants[$0].unreached == nil }) {
            tenants[$0].desired.place.server
        }
        for (server, indices) in byServer {
            let logins = indices.flatMap { tenants[$0].desired.logins.map(\.name.text) }
            let stored = try connectCluster(server).query(
                "select rolname::text, rolpassword from pg_authid where rolname = any(\(logins)::text[]::name[])"
            ) { row -> (String, String?) in (try row[0], try row[1]) }
            let verifiers = Dictionary(stored) { first, _ in first }
            for index in indices {
                guard let tenantID = tenants[index].base.registration?.tenantID else { continue }
                for login in tenants[index].desired.logins {
                    guard let text = verifiers[login.name.text] ?? nil else { continue }
                    if !Self.opens(login.name, of: tenantID, text, store, base) {
                        tenants[index].wrongPasswords.insert(login.name.text)
                    }
                }
            }
        }
    }

    /// Whether the vault has the password of which a verifier was made.
    private static func opens(
        _ login: Identifier, of tenantID: UUID, _ verifier: String, _ store: SecretStore, _ base: borrowing Connection
    ) -> Bool {
        do {
            let password = try store.get(kind: SecretLabel.loginKind, name: login.text, of: tenantID, on: base)
            guard let password else { return false }
            return try SCRAMVerifier(parsing: verifier).matches(password)
        } catch {
            // A verifier of another kind, a key that is gone: whatever it is, nobody gets in with it.
            return false
        }
    }
}
