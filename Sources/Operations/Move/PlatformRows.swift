import FoundationEssentials
import Postgres
import Vocabulary

/// What the platform keeps of a tenant in a data database, and what goes where the tenant goes.
///
/// The audit chain is not among it: a chain is never rewritten, and goes another way.
enum PlatformRows {
    /// A kind of rows, in the order in which they are put in.
    enum Part: String, CaseIterable {
        // Chunks stay: the staging tables that they tell of are not moved either.
        case datasets, loads, rejects, repairs, outbox

        /// Columns that each database fills by itself.
        var ownColumns: [String] {
            switch self {
            case .datasets: ["dataset_id", "holder_pid", "held_since"]
            case .loads: ["dataset_id", "session_pid", "session_since"]
            case .rejects, .repairs: []
            case .outbox: ["position"]
            }
        }
    }

    /// Copies the rows of a tenant's loads, rejects and outbox; what an earlier run copied is replaced.
    ///
    /// **Runs as** provisioner, on both sides.
    static func copy(of tenantID: UUID, from source: borrowing Connection, to target: borrowing Connection) throws {
        try replace(of: tenantID, in: target) { part, target in
            let columns = try columns(of: part, in: source)
            try target.copyIn(filling(part, columns)) { writer in
                try source.copyOut("copy (\(sql: query(part, columns, of: tenantID))) to stdout") {
                    try writer.write($0)
                }
            }
        }
    }

    /// Puts rows in the place of those that are there.
    ///
    /// - Parameter fill: brings the rows of a part by COPY, as ``filling(_:_:)`` says.
    static func replace(
        of tenantID: UUID, in target: borrowing Connection, fill: (Part, borrowing Connection) throws -> Void
    ) throws {
        try target.transaction { target in
            try remove(of: tenantID, in: target)
            let loads = try columns(of: .loads, in: target)
            // Numbers of data sets are each database's own.
            try target.execute(
                """
                create temporary table moved_loads on commit drop as
                select \(raw: loads), null::text as of_schema, null::text as of_table from socle.loads limit 0
                """)
            for part in Part.allCases {
                try fill(part, target)
                guard part == .loads else { continue }
                try target.execute(
                    """
                    insert into socle.loads (dataset_id, \(raw: loads))
                    select dataset_id, \(raw: loads) from (
                        select datasets.dataset_id, moved_loads.* from moved_loads
                        join socle.datasets on (schema_name, table_name) = (of_schema, of_table)
                    ) as placed
                    """)
            }
        }
    }

    /// Takes away the rows of a tenant's loads, rejects and outbox.
    static func remove(of tenantID: UUID, in data: borrowing Connection) throws {
        for table in ["rejects", "repairs", "load_chunks"] {
            try data.execute(
                """
                delete from socle.\(raw: table)
                where load_id in (select load_id from socle.loads where tenant_id = \(tenantID))
                """)
        }
        for table in ["loads", "datasets", "outbox"] {
            try data.execute("delete from socle.\(raw: table) where tenant_id = \(tenantID)")
        }
    }

    /// Keeps the relay from carrying what the other side carries now.
    static func markRelayed(of tenantID: UUID, in data: borrowing Connection) throws {
        try data.execute(
            "update socle.outbox set relayed_at = now() where tenant_id = \(tenantID) and relayed_at is null")
    }

    // MARK: Statements

    /// The columns of a part that go along, as a list.
    static func columns(of part: Part, in data: borrowing Connection) throws -> String {
        try data.query(
            """
            select quote_ident(attname) from pg_attribute
            where attrelid = \("socle.\(part.rawValue)")::regclass and attnum > 0 and not attisdropped
                and attname::text <> all(\(part.ownColumns)::text[])
            order by attnum
            """
        ) { row -> String in try row[0] }.joined(separator: ", ")
    }

    /// The rows of a part; a load names its data set by schema and table.
    static func query(_ part: Part, _ columns: String, of tenantID: UUID) -> SQL {
        let tenant: SQL = "\(literal: tenantID.uuidString.lowercased())::uuid"
        return switch part {
        case .datasets: "select \(raw: columns) from socle.datasets where tenant_id = \(sql: tenant)"
        case .loads:
            """
            select \(raw: columns), schema_name as of_schema, table_name as of_table
            from (select loads.*, schema_name, table_name from socle.loads join socle.datasets using (dataset_id)
                where loads.tenant_id = \(sql: tenant)) as own
            """
        case .rejects, .repairs:
            """
            select \(raw: columns) from socle.\(raw: part.rawValue)
            where load_id in (select load_id from socle.loads where tenant_id = \(sql: tenant))
            """
        case .outbox:
            "select \(raw: columns) from socle.outbox where tenant_id = \(sql: tenant) order by position"
        }
    }

    /// The statement that takes the rows up which ``query(_:_:of:)`` gives.
    static func filling(_ part: Part, _ columns: String) -> SQL {
        part == .loads
            ? "copy moved_loads (\(raw: columns), of_schema, of_table) from stdin"
            : "copy socle.\(raw: part.rawValue) (\(raw: columns)) from stdin"
    }
}
