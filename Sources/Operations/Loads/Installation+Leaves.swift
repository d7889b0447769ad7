import Formats
import FoundationEssentials
package import Ingestion
import Postgres
import Settings
package import Vocabulary

extension Installation {
    /// A load that brought rows, with their profile and their quality.
    ///
    /// - Throws: ``LoadFailure``, also when the load that is meant brought none.
    package func loadedLoad(_ reference: LoadReference, of tenant: TenantIdentifier) throws -> RecordedLoad {
        let etl = try connectETL(of: tenant)
        let found = try recordedLoad(reference, on: etl)
        guard found.profile != nil else {
            throw LoadFailure.nothingLeft(load: found.loadID.uuidString.lowercased(), state: found.state)
        }
        return found
    }

    /// What a load read and wrote, whatever became of it.
    package func lineage(of reference: LoadReference, of tenant: TenantIdentifier) throws -> RunLineage {
        let parameters = try parameters(forLogin: TenantNames(tenant).etlLogin, of: tenant)
        let load = try recordedLoad(reference, on: Connection(to: parameters))
        let ending = load.finishedAt.flatMap { time -> RunLineage.Ending? in
            let outcome: RunLineage.Outcome? =
                switch load.state {
                case "loaded": .complete(rows: load.rowsLoaded ?? 0, bytes: nil, profile: load.profile)
                case "unchanged": .unchanged
                case "failed": .failed(message: load.failure ?? "the load ended early")
                case "interrupted": .aborted
                default: nil
                }
            return outcome.map { RunLineage.Ending(time: time, outcome: $0) }
        }
        return RunLineage(
            runID: load.loadID, environment: settings.environment.rawValue,
            input: LineageDataset(source: load.source),
            output: LineageDataset(
                host: parameters.host ?? "localhost", port: parameters.port ?? 5432,
                database: parameters.database ?? "", schema: load.schema, table: load.table),
            columns: load.columns, startedAt: load.startedAt, ending: ending)
    }

    private func recordedLoad(_ reference: LoadReference, on etl: borrowing Connection) throws -> RecordedLoad {
        let (loadID, table) =
            switch reference {
            case .load(let loadID): (Optional(loadID), String?.none)
            case .table(let name): (nil, Optional(try tableName(name, on: etl)))
            }
        let found = try etl.first(
            """
            select load_id, schema_name, table_name, source, state, started_at, finished_at, rows_loaded, content_bytes,
                failure_code || ': ' || failure, profile::text, quality::text, columns::text, plan::text
            from socle.own_loads
            where load_id = \(orNull: loadID)
                or format('%s.%s', schema_name, table_name) = \(orNull: table) and state = 'loaded'
            order by started_at desc limit 1
            """
        ) { row in
            let plan = try (row[13] as String?).map {
                try JSONDecoder().decode(SourcePlan.self, from: Data($0.utf8))
            }
            let columns = try Self.json(row[12])
            return RecordedLoad(
                loadID: try row[0], schema: try row[1], table: try row[2], source: try row[3], state: try row[4],
                startedAt: try row[5], finishedAt: try row[6], rowsLoaded: try row[7], byteCount: try row[8],
                failure: try row[9], profile: try Self.json(row[10]),
                quality: try Self.json(row[11]).map { QualityScore($0) },
                columns: columns.map { LineageColumn.columns($0, readBy: plan) } ?? [])
        }
        guard let found else {
            throw LoadFailure.noSuchLoad(loadID?.uuidString.lowercased() ?? table ?? "")
        }
        return found
    }

    /// The table that is meant, with its schema.
    private func tableName(_ name: String, on etl: borrowing Connection) throws -> String {
        let names: [String] = try etl.query(
            """
            select distinct format('%s.%s', schema_name, table_name) as name from socle.own_loads
            where table_name = \(name) or format('%s.%s', schema_name, table_name) = \(name) order by name
            """
        ) { row in try row[0] }
        guard let first = names.first else { throw LoadFailure.noSuchLoad(name) }
        guard names.count == 1 else { throw LoadFailure.manyTables(name, tables: names) }
        return first
    }

    private static func json(_ text: String?) throws -> JSON? {
        try text.map { try JSONDecoder().decode(JSON.self, from: Data($0.utf8)) }
    }
}
