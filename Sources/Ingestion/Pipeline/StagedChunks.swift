import FoundationEssentials
import Postgres

/// What a load that was cut short left behind in its staging table.
struct StagedChunks {
    let loadID: UUID
    /// Rows that its committed chunks brought.
    let rowCount: Int
    private let records: [Range<Int>]

    /// Looks for such a load of the same content, read and staged the same way.
    static func find(for loadID: UUID, on connection: borrowing Connection) throws -> StagedChunks? {
        try connection.first(
            """
            select load_id, row_count,
                array(select lower(part) from unnest(records) as part order by part) as begins,
                array(select upper(part) from unnest(records) as part order by part) as ends
            from socle.resumable_load(\(loadID))
            """
        ) { row in
            let begins: [Int64] = try row["begins"]
            let ends: [Int64] = try row["ends"]
            return StagedChunks(
                loadID: try row["load_id"], rowCount: try row["row_count"],
                records: zip(begins, ends).map { Int($0)..<Int($1) })
        }
    }

    /// Whether the rows of these records are there.
    ///
    /// - Throws: ``LoadFailure/chunksDiffer`` when they are in part, since the source is then cut otherwise.
    func contains(_ wanted: Range<Int>) throws -> Bool {
        guard let part = records.first(where: { $0.overlaps(wanted) }) else { return false }
        guard part.lowerBound <= wanted.lowerBound, wanted.upperBound <= part.upperBound else {
            throw LoadFailure.chunksDiffer
        }
        return true
    }
}
