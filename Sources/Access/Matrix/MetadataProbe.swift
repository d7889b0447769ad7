import Postgres

/// A question that a login asks about others, and to which the answer is nothing or a refusal.
///
/// What tenants of one database do know of each other stands in `docs/isolation.md`; everything
/// here is beyond that.
struct MetadataProbe {
    enum Expectation {
        /// The server refuses the question.
        case refused
        /// The server answers with no row.
        case nothing
    }

    let name: String
    let statement: SQL
    let expectation: Expectation

    /// - Parameters:
    ///   - foreignSchemas: schemas of other tenants in the same database.
    ///   - distantSchemas: schemas of other tenants in other databases.
    ///   - foreignLogins: logins of other tenants.
    static func all(foreignSchemas: [String], distantSchemas: [String], foreignLogins: [String]) -> [MetadataProbe] {
        closedCatalogs + closedFunctions + [
            MetadataProbe(
                name: "statistics of others' values",
                statement:
                    "select schemaname, tablename from pg_stats where schemaname = any (\(foreignSchemas)::text[])",
                expectation: .nothing),
            MetadataProbe(
                name: "extended statistics of others' values",
                statement:
                    "select schemaname from pg_stats_ext where schemaname = any (\(foreignSchemas)::text[])",
                expectation: .nothing),
            MetadataProbe(
                name: "values of others' sequences",
                statement: """
                    select schemaname from pg_sequences
                    where schemaname = any (\(foreignSchemas)::text[]) and last_value is not null
                    """,
                expectation: .nothing),
            MetadataProbe(
                name: "statements and addresses of others' sessions",
                statement: """
                    select usename from pg_stat_activity
                    where usename = any (\(foreignLogins)::name[])
                        and (query <> '<insufficient privilege>' or client_addr is not null or query_start is not null)
                    """,
                expectation: .nothing),
            MetadataProbe(
                name: "schemas of tenants of other databases",
                statement: "select nspname from pg_namespace where nspname = any (\(distantSchemas)::name[])",
                expectation: .nothing),
        ]
    }

    /// Relations of PostgreSQL that nobody but superusers reads.
    private static let closedCatalogs: [MetadataProbe] = [
        "pg_authid", "pg_shadow", "pg_statistic", "pg_statistic_ext_data", "pg_largeobject", "pg_user_mapping",
        "pg_hba_file_rules", "pg_ident_file_mappings", "pg_file_settings", "pg_config", "pg_shmem_allocations",
        "pg_backend_memory_contexts",
    ].map { catalog in
        MetadataProbe(
            name: "pg_catalog.\(catalog)", statement: "select from pg_catalog.\(raw: catalog) limit 1",
            expectation: .refused)
    }

    /// Functions that reach beyond the session: files, other sessions, large objects, locks.
    private static let closedFunctions: [MetadataProbe] = [
        "pg_read_file('PG_VERSION')", "pg_read_binary_file('PG_VERSION')", "pg_ls_dir('.')", "pg_stat_file('.')",
        "pg_ls_logdir()", "pg_ls_waldir()", "lo_from_bytea(0, '')", "lo_create(0)", "pg_try_advisory_xact_lock(1)",
        "pg_notify('socle', '')", "query_to_xml('select 1', true, true, '')", "pg_reload_conf()",
        "pg_rotate_logfile()", "pg_switch_wal()", "pg_stat_reset()",
    ].map { call in
        MetadataProbe(name: call, statement: "select \(raw: call)", expectation: .refused)
    }

    /// What is wrong with the answer, or nil.
    func fault(_ connection: borrowing Connection) throws -> String? {
        try connection.execute("begin read write")
        defer { _ = try? connection.execute("rollback") }
        do {
            let rows = try connection.query(statement)
            guard expectation == .nothing else { return "was not refused" }
            return rows.isEmpty ? nil : "shows \(rows.count) rows, the first of \(rows[0].text(0) ?? "nothing")"
        } catch let failure as ServerFailure {
            if failure.sqlState == .insufficientPrivilege { return nil }
            return "answers SQLSTATE \(failure.sqlState)"
        }
    }
}
