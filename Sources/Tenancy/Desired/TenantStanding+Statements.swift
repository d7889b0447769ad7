package import Postgres
package import Vocabulary

// What those who suspend, resume, freeze and thaw carry out themselves. The
// statements are made from the very logins that a plan compares with, so that a
// plan finds nothing to do afterwards. Each may be repeated.

extension TenantStanding {
    /// Opens the logins of a tenant as far as this standing lets them in, or closes them.
    ///
    /// **Runs as** provisioner, in any database of the tenant's server. Sessions
    /// that are open stay; whoever closes a login ends them after the commit.
    ///
    /// - Parameters:
    ///   - channels: those that have a login.
    ///   - connections: sessions of all logins together.
    ///   - present: the roles that the server has; a login that somebody dropped is left to 'apply'.
    /// - Throws: ``TenancyFailure/tooFewConnections(_:offered:logins:)``.
    package func loginStatements(
        for names: TenantNames, channels: [Channel], connections: Int, among present: Set<String>
    ) throws -> [SQL] {
        try DesiredTenant.Login.all(of: names, channels: channels, connections: connections, standing: self)
            .filter { present.contains($0.name.text) }
            .map { "alter role \(identifier: $0.name) \(sql: $0.attributes)" }
    }

    /// Gives the tenant's logins the right to write, or takes it and leaves them reading and deleting.
    ///
    /// **Runs as** provisioner, in any database of the tenant's server. A session
    /// of the ETL login that has taken the owner's role keeps it until it is ended.
    package func writeStatements(for names: TenantNames) -> [SQL] {
        let owner: SQL = "\(identifier: names.owner)"
        let reading: SQL = "\(identifier: names.read), \(identifier: names.delete)"
        let writers: SQL = "\(identifier: names.adminLogin), \(identifier: names.appLogin)"
        let etl: SQL = "\(identifier: names.etlLogin)"
        if isFrozen {
            return [
                "revoke \(identifier: names.write) from \(sql: writers)",
                "grant \(sql: reading) to \(sql: etl)",
                "revoke \(sql: owner) from \(sql: etl)",
                "alter role \(sql: etl) reset role",
            ]
        }
        return [
            "grant \(identifier: names.write) to \(sql: writers)",
            "grant \(sql: owner) to \(sql: etl)",
            "revoke \(sql: reading) from \(sql: etl)",
            "alter role \(sql: etl) set role = \(literal: names.owner.text)",
        ]
    }
}
