import Postgres
import Tenancy
import Vocabulary

extension Installation {
    /// The verifiers of all logins that got a password, as the servers on which they are store them.
    ///
    /// **Runs as** provisioner. **Cost** one query a server.
    ///
    /// - Returns: by login; none for one without a password, or that is not there.
    func storedVerifiers(in base: borrowing Connection) throws -> [String: String] {
        let logins = try base.query(
            """
            select server, array_agg(login_name)
            from socle.login_verifiers join socle.registry using (tenant_id)
            group by server
            """
        ) { row in (server: try row[0] as ServerName, names: try row[1] as [String]) }
        var verifiers: [String: String] = [:]
        for (server, names) in logins {
            let found = try connectCluster(server).query(
                """
                select rolname::text, rolpassword from pg_authid
                where rolname = any(\(names)::name[]) and rolpassword is not null
                """
            ) { row -> (String, String) in (try row[0], try row[1]) }
            verifiers.merge(found) { first, _ in first }
        }
        return verifiers
    }
}
