package import Postgres

/// The file pg_hba.conf of a server as that sees it now.
package struct HostAccessState: Hashable, Sendable {
    package let file: HostAccessFile
    /// Path of the file on the server.
    package let path: String
    /// Whether the server speaks TLS.
    package let hasTLS: Bool
    /// What is wrong with the file, by line.
    package let errors: [String]
    /// Whether a change was begun of which nobody knows that the server has loaded it.
    package let isPending: Bool

    /// Reads it in one query, or gives nil of a server that does not say where its file is.
    ///
    /// **Runs as** superuser.
    package static func inspect(_ cluster: borrowing Connection) throws -> HostAccessState? {
        try cluster.first(
            """
            select current_setting('hba_file'), pg_read_file(current_setting('hba_file')),
                current_setting('ssl')::boolean,
                array(
                    select format('line %s: %s', line_number, error) from pg_hba_file_rules
                    where error is not null order by line_number
                ),
                (pg_stat_file(current_setting('hba_file') || \(pendingSuffix), true)).size is not null
            """
        ) { row in
            let hasTLS: Bool = try row[2]
            let errors: [String] = try row[3]
            return HostAccessState(
                file: HostAccessFile(text: try row[1]), path: try row[0], hasTLS: hasTLS,
                // PostgreSQL's word for hostssl without TLS, which does not keep it from loading the file.
                errors: errors.filter { hasTLS || !$0.contains("SSL is disabled") }, isPending: try row[4])
        }
    }

    /// Behind the name of the file that was in force before a change, until the change is proven.
    package static let pendingSuffix = ".socle-pending"
    /// Behind the name of the file that was in force before the last change.
    package static let previousSuffix = ".socle-previous"
}
