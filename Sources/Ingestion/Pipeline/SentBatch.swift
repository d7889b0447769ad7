import Formats
import Postgres
import Threads

/// A batch on its way, with the records of the source that were settled with it, counted from 0.
struct SentBatch: ~Copyable {
    var batch: RowBatch
    var records = 0..<0

    init(marksRows: Bool) {
        batch = RowBatch(marksRows: marksRows)
    }
}

/// A connection that a sending thread has from its start until it is joined.
typealias Lane = Handed<Connection>
