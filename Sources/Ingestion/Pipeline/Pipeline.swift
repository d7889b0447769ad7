import Formats
import FoundationEssentials
import Postgres
import Threads
import Vocabulary

/// Rows on their way from a reader to a table: the caller's thread reads and encodes, others send.
///
/// Reading is faster than two connections can be sent to, so that only sending
/// is done side by side. **Cost** four batches, and two for each connection more.
struct Pipeline {
    /// Batches that wait before a further connection is worth its opening.
    private static let batchesBeforeNext = 3

    let reader: any TableReader
    let copy: SQL
    let marksRows: Bool
    /// Sees every batch after it was read, to keep its rejects and to stop what is over its budget.
    let inspect: (borrowing RowBatch, Tally) throws -> Void

    /// Sends all rows in one COPY, within the transaction that is open on the connection.
    ///
    /// One thread is enough for one connection: the server works on what the
    /// socket holds while the next batch is read.
    func run(over connection: borrowing Connection) throws {
        var batch = RowBatch(marksRows: marksRows)
        var sent = 0
        let counted = try connection.copyIn(copy) { writer in
            try writer.write(BinaryCopy.header)
            while try reader.read(into: &batch) {
                try batch.withBytes { try writer.write($0) }
                sent += batch.rowCount
                try inspect(batch, reader.tally)
            }
            try writer.write(BinaryCopy.trailer)
        }
        guard counted == sent else { throw LoadFailure.lostCount }
    }

    /// Sends rows in chunks that are transactions of their own.
    ///
    /// - Parameters:
    ///   - staged: what is there already of a load that was cut short.
    ///   - lanes: how many connections there may be.
    ///   - connect: opens a further one; nil when there can be none.
    /// - Returns: how many connections there were.
    func runChunks(
        of loadID: UUID, after staged: StagedChunks?, over first: Lane, lanes: Int, connect: () -> Lane?
    ) throws -> Int {
        let queue = BatchQueue(batches(2 + 2 * lanes))
        let sender = ChunkSender(queue: queue, copy: copy)
        guard let thread = Thread({ sender.sendChunks(of: loadID, over: first) }) else { throw LoadFailure.noThread }
        var threads = [thread]
        var mayGrow = lanes > 1
        read(into: queue, skipping: staged) {
            guard mayGrow, threads.count < lanes, queue.waiting >= Self.batchesBeforeNext else { return }
            guard let lane = connect(),
                let thread = Thread({ sender.sendChunks(of: loadID, over: lane) })
            else {
                mayGrow = false
                return
            }
            threads.append(thread)
        }
        for thread in threads { thread.join() }
        if let failure = queue.failure { throw failure }
        return threads.count
    }

    private func batches(_ count: Int) -> [Handed<SentBatch>] {
        (0..<count).map { _ in Handed(SentBatch(marksRows: marksRows)) }
    }

    /// Reads all, into the queue or past what is there already; a failure ends the queue.
    private func read(into queue: BatchQueue, skipping staged: StagedChunks?, _ afterEach: () -> Void) {
        do {
            while let batch = queue.nextEmpty() {
                let before = reader.tally.records
                guard try reader.read(into: &batch.value.batch) else { break }
                batch.value.records = before..<reader.tally.records
                try inspect(batch.value.batch, reader.tally)
                if try staged?.contains(batch.value.records) ?? false {
                    queue.giveBack(batch)
                } else {
                    queue.send(batch)
                }
                afterEach()
            }
            queue.end()
        } catch {
            queue.fail(error)
        }
    }
}
