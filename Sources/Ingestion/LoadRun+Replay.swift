import Formats
import FoundationEssentials
import Postgres

extension LoadRun {
    /// Holds a replay to its word: as many records as wait, and none of them refused again.
    func checkReplay(_ replay: Replay, _ tally: Tally, _ kept: KeptRejects) throws {
        let records = tally.loaded + tally.rejected
        let load = replay.load.uuidString.lowercased()
        guard records == replay.rejects.count else {
            throw LoadFailure.replayDiffers(load: load, records: records, waiting: replay.rejects.count)
        }
        guard tally.rejected > 0 else { return }
        let first = kept.rejects.prefix(20).map { reject in
            "line \(replay.lines?[reject.line] ?? reject.line): "
                + (reject.column.map { "\($0): " } ?? "") + "\(reject.reason)"
        }
        throw LoadFailure.refusedAgain(load: load, refused: tally.rejected, of: records, first: Array(first))
    }

    /// Marks the records, in the transaction that makes their rows visible.
    ///
    /// - Throws: ``LoadFailure/replayDiffers(load:records:waiting:)`` when another replay has brought some meanwhile.
    func markReplayed(_ replay: Replay, on connection: borrowing Connection) throws {
        let marked: Int? = try connection.first(
            "select socle.mark_replayed(\(record.loadID), \(replay.load), \(replay.rejects)::bigint[])"
        ) { row in try row[0] }
        guard marked == replay.rejects.count else {
            throw LoadFailure.replayDiffers(
                load: replay.load.uuidString.lowercased(), records: replay.rejects.count, waiting: marked ?? 0)
        }
    }
}
