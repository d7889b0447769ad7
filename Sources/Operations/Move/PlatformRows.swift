import FoundationEssentials
import Postgres
import Vocabulary

/// What the platform keeps of a tenant in a data database, and what goes where the tenant goes.
///
/// The audit chain is not among it: a chain is never rewritten, and goes another way.
enum PlatformRows {
    /// Copies the rows of a tenant's loads, rejects and outbox; what an earlier run copied is replaced.
    ///
    /// **Runs as** provisioner, on both sides.
    static func copy(of tenantID: UUID, from source: borrowing Connection, to target: borrowing Connection) throws {
        let tenant: SQL = "\(literal: tenantID.uuidString.lowercased())::uuid"
        try target.transaction { target in
            try remove(of: tenantID, in: target)
            for dataset in try source.query(
                "select schema_name, table_name, created_at::text from socle.datasets where tenant_id = \(sql: tenant)",
                { row -> (String, String, String) in (try row[0], try row[1], try row[2]) })
            {
                try target.execute(
                    """
                    insert into socle.datasets (tenant_id, schema_name, table_name, created_at)
                    values (\(sql: tenant), \(dataset.0), \(dataset.1), \(dataset.2)::timestamptz)
                    """)
            }
            let loads = try columns(of: "loads", except: ["dataset_id"], in: source)
            // Numbers of data sets are each database's own.
            try target.execute(
                """
                create temporary table moved_loads on commit drop as
                select \(raw: loads), null::text as of_schema, null::text as of_table from socle.loads limit 0
                """)
            try stream(
                """
                select \(raw: loads), schema_name, table_name
                from (select loads.*, schema_name, table_name from socle.loads join socle.datasets using (dataset_id)
                    where loads.tenant_id = \(sql: tenant)) as own
                """, from: source, into: "moved_loads", target)
            try target.execute(
                """
                insert into socle.loads (dataset_id, \(raw: loads))
                select dataset_id, \(raw: loads) from (
                    select datasets.dataset_id, moved_loads.* from moved_loads
                    join socle.datasets on (schema_name, table_name) = (of_schema, of_table)
                ) as placed
                """)
            let rejects = try columns(of: "rejects", except: [], in: source)
            try stream(
                """
                select \(raw: rejects) from socle.rejects
                where load_id in (select load_id from socle.loads where tenant_id = \(sql: tenant))
                """, from: source, into: "socle.rejects (\(raw: rejects))", target)
            let outbox = try columns(of: "outbox", except: ["position"], in: source)
            try stream(
                "select \(raw: outbox) from socle.outbox where tenant_id = \(sql: tenant) order by position",
                from: source, into: "socle.outbox (\(raw: outbox))", target)
        }
    }

    /// Takes away the rows of a tenant's loads, rejects and outbox.
    static func remove(of tenantID: UUID, in data: borrowing Connection) throws {
        try data.execute(
            """
            delete from socle.rejects
            where load_id in (select load_id from socle.loads where tenant_id = \(tenantID))
            """)
        for table in ["loads", "datasets", "outbox"] {
            try data.execute("delete from socle.\(raw: table) where tenant_id = \(tenantID)")
        }
    }

    /// Keeps the relay from carrying what the other side carries now.
    static func markRelayed(of tenantID: UUID, in data: borrowing Connection) throws {
        try data.execute(
            "update socle.outbox set relayed_at = now() where tenant_id = \(tenantID) and relayed_at is null")
    }

    private static func columns(of table: String, except: [String], in data: borrowing Connection) throws -> String {
        try data.query(
            """
            select quote_ident(attname) from pg_attribute
            where attrelid = \("socle.\(table)")::regclass and attnum > 0 and not attisdropped
                and attname::text <> all(\(except)::text[])
            order by attnum
            """
        ) { row -> String in try row[0] }.joined(separator: ", ")
    }

    private static func stream(
        _ query: SQL, from source: borrowing Connection, into table: SQL, _ target: borrowing Connection
    ) throws {
        try target.copyIn("copy \(sql: table) from stdin") { writer in
            try source.copyOut("copy (\(sql: query)) to stdout") { try writer.write($0) }
        }
    }
}
