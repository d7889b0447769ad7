import Formats
import Postgres

extension LoadRun {
    /// What is found out about the rows, which are in a table now and not yet visible.
    func measure(
        _ profile: TableProfile, of reader: any TableReader, in table: SQL, _ staging: Staging, _ tally: Tally,
        _ found: KeptRejectsBox, on connection: borrowing Connection
    ) throws -> LoadLeaves {
        let kept = Set(staging.keptColumns)
        let columns = reader.columns.filter { kept.contains($0.name) }
        let profiles =
            tally.loaded == reader.tally.loaded
            ? profile.columns.filter { kept.contains($0.name) }
            : try Self.profile(of: columns, in: table, on: connection)
        let measurement = QualityMeasurement(
            request: request, table: table, columns: columns, profile: profiles, sourceDate: request.origin.writtenAt)
        return LoadLeaves(
            profile: profiles,
            quality: try measurement.score(
                tally, found.rejects, found.repairs, refusedKeys: found.refusedKeys, on: connection))
    }

    /// Reads staged rows again, since some that were read were refused later.
    private static func profile(of columns: [PlanColumn], in table: SQL, on connection: borrowing Connection) throws
        -> [ColumnProfile]
    {
        let profile = TableProfile(columns)
        try connection.stream("select \(sql: try columnList(columns.map(\.name))) from \(sql: table)") { row in
            for index in columns.indices { row.withBytes(index) { profile.add($0, toColumn: index) } }
        }
        return profile.columns
    }
}
