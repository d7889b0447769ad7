package import Postgres

/// A session that came in over a network, from another address than the loopback.
package struct NetworkSession: Hashable, Sendable {
    package let login: String
    package let process: Int
    package let address: NetworkRange
    package let isEncrypted: Bool
    package let hasCertificate: Bool

    /// The sessions of a server that rules of tenants may concern, by login.
    ///
    /// **Runs as** superuser, since others see no addresses.
    package static func byLogin(in server: borrowing Connection) throws -> [String: [NetworkSession]] {
        let sessions = try server.query(
            """
            select usename::text, pid, host(client_addr), ssl, client_dn is not null
            from pg_stat_activity join pg_stat_ssl using (pid)
            where client_addr is not null and not client_addr <<= any(array['127.0.0.0/8', '::1']::inet[])
                and backend_type = 'client backend' and usename is not null
            order by pid
            """
        ) { row -> NetworkSession? in
            guard let address = NetworkRange(try row[2] as String) else { return nil }
            return NetworkSession(
                login: try row[0], process: try row[1], address: address, isEncrypted: try row[3],
                hasCertificate: try row[4])
        }
        return Dictionary(grouping: sessions.compactMap { $0 }, by: \.login)
    }
}

extension HostAccessPolicy {
    /// Whether a session would be let in, were it to come now.
    ///
    /// - Parameter platform: from where the platform itself comes when that is another machine.
    package func admits(_ session: NetworkSession, platform: NetworkRange?) -> Bool {
        if session.address.isLoopback || session.address == platform { return true }
        if requiresTLS, !session.isEncrypted { return false }
        if requiresCertificate, !session.hasCertificate { return false }
        return networks.isEmpty || networks.contains { $0.contains(session.address) }
    }
}
