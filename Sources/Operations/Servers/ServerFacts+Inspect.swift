import Postgres

extension ServerFacts {
    /// Asks a cluster about itself.
    ///
    /// **Runs as** superuser in the database `postgres`; of anybody else only the first facts are known.
    static func inspect(_ cluster: borrowing Connection) throws -> ServerFacts {
        var facts = ServerFacts()
        facts.version = cluster.serverVersion
        facts.isSuperuser =
            try cluster.first("select rolsuper from pg_roles where rolname = current_user") { row in try row[0] }
            ?? false
        guard facts.isSuperuser else { return facts }
        try facts.readSettings(cluster)
        try facts.readHostAccess(cluster)
        facts.readMachine(cluster)
        return facts
    }

    private mutating func readSettings(_ cluster: borrowing Connection) throws {
        try cluster.first(
            """
            select pg_is_in_recovery(), (select system_identifier::text from pg_control_system()),
                current_setting('max_connections')::integer,
                current_setting('superuser_reserved_connections')::integer
                    + coalesce(current_setting('reserved_connections', true), '0')::integer,
                current_setting('ssl')::boolean, current_setting('ssl_ca_file') <> '',
                coalesce((select ssl from pg_stat_ssl where pid = pg_backend_pid()), false),
                host(inet_client_addr()), current_setting('password_encryption'),
                array(
                    select name from unnest(\(Installation.extensions)::text[]) as wanted (name)
                    where name not in (select name from pg_available_extensions) order by name
                ),
                exists (select from pg_collation where collname in ('C.utf8', 'C.UTF-8')),
                exists (select from pg_settings where name = 'pgaudit.log'),
                (select sum(pg_database_size(oid))::bigint from pg_database),
                (select shobj_description(oid, 'pg_authid') from pg_roles where rolname = \(ClusterMark.role)),
                array(
                    select datname::text from pg_database
                    where datname <> 'template0'
                        and exists (
                            select from aclexplode(coalesce(datacl, acldefault('d', datdba)))
                            where grantee = 0 and privilege_type in ('CONNECT', 'TEMPORARY')
                        )
                    order by datname
                )
            """
        ) { row in
            isInRecovery = try row[0]
            systemIdentifier = try row[1]
            maxConnections = try row[2]
            reservedConnections = try row[3]
            hasTLS = try row[4]
            checksCertificates = try row[5]
            isEncrypted = try row[6]
            clientAddress = try row[7]
            passwordEncryption = try row[8]
            missingExtensions = try row[9]
            hasLocale = try row[10]
            logsStatements = try row[11]
            dataBytes = try row[12]
            mark = try row[13]
            openDatabases = try row[14]
        }
    }

    private mutating func readHostAccess(_ cluster: borrowing Connection) throws {
        let lines = try cluster.query(
            """
            select line_number, error, coalesce(auth_method, ''), coalesce(type, '') from pg_hba_file_rules
            where error is not null or auth_method in ('trust', 'password') order by line_number
            """
        ) { row in
            (
                number: try row[0] as Int, error: try row[1] as String?, method: try row[2] as String,
                type: try row[3] as String
            )
        }
        localProof = try cluster.first(
            """
            select auth_method from pg_hba_file_rules
            where type = 'local' and 'all' = any (database) and 'all' = any (user_name) order by line_number limit 1
            """
        ) { row in try row[0] }
        hostAccessErrors = lines.compactMap { line in line.error.map { "line \(line.number): \($0)" } }
        trustingLines = lines.filter { $0.method == "trust" }.map(\.number)
        clearPasswordLines = lines.filter { $0.method == "password" && ["host", "hostnossl"].contains($0.type) }
            .map(\.number)
    }

    /// Size of the volume, processors and memory, where the machine tells them.
    ///
    /// A server that runs no programs is as good as one that does; its volume is then not known.
    private mutating func readMachine(_ cluster: borrowing Connection) {
        let program = #"""
            df --block-size=1 --output=size,avail -- "$PGDATA" 2>/dev/null | tail -n 1 || true
            nproc 2>/dev/null || echo
            sed -n 's/^MemTotal: *\([0-9]*\) kB$/\1/p' /proc/meminfo 2>/dev/null || true
            """#
        let lines = try? cluster.transaction { cluster in
            let folder: String =
                try cluster.first("select current_setting('data_directory')") { row in try row[0] } ?? ""
            try cluster.execute("create temporary table machine (place serial, line text) on commit drop")
            try cluster.execute(
                "copy machine (line) from program \(literal: "PGDATA=\(shellWord(folder)); \(program)")")
            return try cluster.query("select coalesce(line, '') from machine order by place") { row -> String in
                try row[0]
            }
        }
        guard let lines, lines.count == 3 else { return }
        let sizes = lines[0].split(separator: " ").compactMap { Int64($0) }
        if sizes.count == 2 { (volumeBytes, freeBytes) = (sizes[0], sizes[1]) }
        processors = Int(lines[1])
        memoryBytes = Int64(lines[2]).map { $0 * 1024 }
    }
}

/// A word for the shell of a server, in single quotes.
func shellWord(_ text: String) -> String {
    "'\(text.replacing("'", with: "'\\''"))'"
}
