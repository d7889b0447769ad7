package import Postgres
package import Vocabulary

/// The logins of a tenant as a whole, open or closed.
package enum LoginDoors {
    /// Opens a tenant's logins as they are when it is active, or closes them.
    ///
    /// **Runs as** provisioner, in any database of the tenant's server. Each
    /// statement may be repeated; sessions that are open stay.
    ///
    /// - Parameters:
    ///   - channels: those that have a login.
    ///   - connections: sessions of all logins together.
    package static func statements(
        for names: TenantNames, channels: [Channel], connections: Int, isOpen: Bool
    ) -> [SQL] {
        let purposes: [DesiredTenant.Login.Purpose] =
            [.admin, .app, .etl] + channels.map(DesiredTenant.Login.Purpose.channel)
        let logins = [names.adminLogin, names.appLogin, names.etlLogin] + channels.map(names.channelLogin)
        let limits = connectionLimits(total: connections, over: purposes) ?? purposes.map { _ in 1 }
        return zip(logins, limits).map { login, limit in
            isOpen
                ? "alter role \(identifier: login) login inherit connection limit \(raw: String(limit))"
                : "alter role \(identifier: login) nologin connection limit 0"
        }
    }
}
