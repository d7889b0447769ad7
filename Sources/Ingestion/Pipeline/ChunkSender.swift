import Formats
import FoundationEssentials
import Postgres
import Threads
import Vocabulary

/// One of the threads that send: batches of the queue by COPY, over a connection of its own.
struct ChunkSender: Sendable {
    /// Bytes after which a chunk is committed; what a resumed load sends again at most, by connection.
    static let chunkBytes = 8 * 1024 * 1024

    let queue: BatchQueue
    let copy: SQL

    /// What a COPY brought to the server.
    struct Sent {
        var rows = 0
        var records: [Range<Int>] = []
    }

    /// Sends until nothing more comes, each chunk in a transaction of its own with the record of it.
    func sendChunks(of loadID: UUID, over lane: Lane) {
        do {
            while let first = queue.nextFull() {
                try lane.value.transaction { connection in
                    // The commit that publishes is waited for, and with it all that was written before.
                    try connection.execute("set local synchronous_commit = off")
                    let sent = try send(from: first, over: connection)
                    try connection.execute(
                        """
                        select socle.record_chunk(\(loadID), \(Self.multirange(sent.records))::int8multirange,
                            \(sent.rows))
                        """)
                }
            }
        } catch {
            queue.fail(error)
        }
    }

    private func send(from first: Handed<SentBatch>, over connection: borrowing Connection) throws -> Sent {
        var sent = Sent()
        let counted = try connection.copyIn(copy) { writer in
            try writer.write(BinaryCopy.header)
            var next: Handed<SentBatch>? = first
            var byteCount = 0
            while let batch = next {
                try batch.value.batch.withBytes { bytes in
                    byteCount += bytes.count
                    try writer.write(bytes)
                }
                sent.rows += batch.value.batch.rowCount
                Self.append(batch.value.records, to: &sent.records)
                queue.giveBack(batch, sentRows: batch.value.batch.rowCount)
                next = byteCount < Self.chunkBytes ? queue.nextFull() : nil
            }
            // Another thread's failure: the server forgets what came of this chunk.
            if let failure = queue.failure { throw failure }
            try writer.write(BinaryCopy.trailer)
        }
        guard counted == sent.rows else { throw LoadFailure.lostCount }
        return sent
    }

    private static func append(_ records: Range<Int>, to ranges: inout [Range<Int>]) {
        if let last = ranges.last, last.upperBound == records.lowerBound {
            ranges[ranges.count - 1] = last.lowerBound..<records.upperBound
        } else {
            ranges.append(records)
        }
    }

    private static func multirange(_ ranges: [Range<Int>]) -> String {
        "{" + ranges.map { "[\($0.lowerBound),\($0.upperBound))" }.joined(separator: ",") + "}"
    }
}
