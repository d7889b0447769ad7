package import Postgres
package import Vocabulary

extension HostAccessPolicy {
    /// Ends the sessions of logins that came in under other rules and would not be let in under these.
    ///
    /// A reload asks nobody again who is in already. Who came by the local
    /// socket or the loopback, and the platform itself, is let in in any case.
    ///
    /// - Parameter platform: from where the platform itself comes when that is another machine.
    package func endingSessions(of logins: [Identifier], platform: NetworkRange?) -> SQL {
        // A null among them would make every comparison unknown.
        let local = ["127.0.0.0/8", "::1/128"] + [platform?.description].compactMap { $0 }
        let allowed = networks.map(\.description)
        return """
            select pg_terminate_backend(pid, 5000) from pg_stat_activity join pg_stat_ssl using (pid)
            where usename = any(\(logins.map(\.text))::name[]) and client_addr is not null
                and not client_addr <<= any(\(local)::inet[])
                and (
                    (\(requiresTLS) and not ssl) or (\(requiresCertificate) and client_dn is null)
                    or (cardinality(\(allowed)::inet[]) > 0 and not client_addr <<= any(\(allowed)::inet[]))
                )
            """
    }
}
