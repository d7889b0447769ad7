import FoundationEssentials
import Postgres

/// A load by which the same rows are in the table already.
struct EarlierLoad: CustomStringConvertible {
    let loadID: UUID
    let finishedAt: Date
    /// The rows that it brought, those of its refused records that were replayed among them.
    let rowsLoaded: Int
    /// The records that it refused and that wait still.
    let rowsRejected: Int
    /// Whether the source held something else when it was last read, or is read for the first time.
    let isDeliveredAgain: Bool

    var description: String {
        "\(loadID.uuidString.lowercased()) of \(finishedAt.formatted(.iso8601))"
    }

    /// Looks for it, while the load holds the table.
    ///
    /// What replaces is compared with the rows that are there, since a table
    /// that was changed by hand is to be made good; what is appended is not,
    /// since rows of other contents are among them.
    static func find(sameAs loadID: UUID, _ request: LoadRequest, on connection: borrowing Connection) throws
        -> EarlierLoad?
    {
        let earlier = try connection.first(
            """
            select load_id, finished_at, rows_loaded, rows_rejected, is_delivered_again
            from socle.same_content(\(loadID))
            """
        ) { row in
            EarlierLoad(
                loadID: try row[0], finishedAt: try row[1], rowsLoaded: try row[2], rowsRejected: try row[3],
                isDeliveredAgain: try row[4])
        }
        guard let earlier else { return nil }
        let records = earlier.rowsLoaded + earlier.rowsRejected
        guard request.budget.allows(rejected: earlier.rowsRejected, of: records) else { return nil }
        if request.mode != .replace { return earlier }
        let rows: Int? = try connection.first(
            "select count(*) from \(identifier: request.schema, request.table)"
        ) { row in try row[0] }
        return rows == earlier.rowsLoaded ? earlier : nil
    }
}
