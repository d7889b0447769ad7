import Audit
import Postgres
package import Vocabulary

extension Installation {
    /// Brings the audit chains of a database to the base, before the database is dropped.
    ///
    /// The platform's own chain in it is brought too. They are judged, listed and
    /// exported as before; a second call brings what came later. A database that
    /// was not migrated yet has none.
    ///
    /// **Runs as** provisioner.
    ///
    /// - Returns: how many chains there are.
    @discardableResult
    package func keepChains(of place: DataPlace) throws -> Int {
        let base = try connectMigratedBase()
        let data = try connectProvisioner(to: place)
        let hasChains = try data.first("select to_regclass('socle.audit_heads') is not null") { row -> Bool in
            try row[0]
        }
        guard hasChains == true else { return 0 }
        let chains = try AuditChain.all(in: data, database: place.database)
        for chain in chains { _ = try chain.keep(from: data, in: base) }
        return chains.count
    }
}
