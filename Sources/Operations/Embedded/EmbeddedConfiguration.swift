import Settings
import Tenancy

/// The three files that make a cluster the platform's own.
enum EmbeddedConfiguration {
    /// Parameters beside PostgreSQL's defaults.
    ///
    /// - Parameter libraries: what the server loads when it starts.
    static func parameters(
        _ record: EmbeddedServerRecord, purpose: EmbeddedServer.Purpose, libraries: [String]
    ) -> String {
        var lines = [
            "# Written by `socle dev start`; changes are lost.",
            "listen_addresses = '127.0.0.1'",
            "port = \(record.port)",
            "unix_socket_directories = '\(record.socket)'",
            "max_connections = 200",
            "superuser_reserved_connections = 5",
            "shared_preload_libraries = '\(libraries.joined(separator: ", "))'",
            "max_locks_per_transaction = 256",
            "password_encryption = 'scram-sha-256'",
            "shared_buffers = '256MB'",
            "max_wal_size = '2GB'",
            "timezone = 'UTC'",
            "log_timezone = 'UTC'",
            "lc_messages = 'C'",
            // A client that went away does not keep a statement running.
            "client_connection_check_interval = '5s'",
            "log_line_prefix = '%m [%p] %u@%d '",
            "log_lock_waits = on",
        ]
        switch purpose {
        case .keeping:
            lines += [
                "logging_collector = on",
                "log_directory = 'log'",
                "log_filename = 'postgresql-%a.log'",
                "log_truncate_on_rotation = on",
                "log_rotation_age = '1d'",
                "log_rotation_size = 0",
            ]
        case .throwaway:
            lines += [
                "fsync = off",
                "synchronous_commit = off",
                "full_page_writes = off",
                "log_statement = 'all'",
            ]
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Who may come in: the provisioner by its account, everybody else by password.
    ///
    /// - Parameter tenants: the rules of tenants, which stand before all others.
    static func hostAccess(_ tenants: HostAccessBlock) -> String {
        HostAccessFile(
            text: """
                # Written by `socle dev start`; changes are lost.
                local  all  \(Settings.provisionerLogin)                peer map=socle
                local  all  all                              scram-sha-256
                host   all  \(Settings.provisionerLogin)  all           reject
                host   all  all                127.0.0.1/32  scram-sha-256
                host   all  all                ::1/128       scram-sha-256

                """
        ).replacing(with: tenants)
    }

    /// Which accounts of the operating system are the provisioner.
    static func identities(accounts: [String]) -> String {
        let lines = Set(accounts).sorted().map {
            "socle  \"\($0.replacing("\"", with: "\"\""))\"  \(Settings.provisionerLogin)"
        }
        return "# Written by `socle dev start`; changes are lost.\n" + lines.joined(separator: "\n") + "\n"
    }
}
