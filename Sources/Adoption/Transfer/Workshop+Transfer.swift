internal import Formats
package import Postgres
internal import Vocabulary

extension Workshop {
    /// Bytes of refused rows that one batch may hold in memory.
    private static let refusalLimit = 64 << 20

    /// Brings the rows of every table that are not there yet, batch by batch.
    ///
    /// A batch is one transaction of the target with its line in the ledger, so that a crash leaves whole batches
    /// and the next run goes on behind the last of them. A table without a key to go by is one batch.
    ///
    /// - Parameters:
    ///   - readsAnyBytes: whether the source has no encoding.
    ///   - progress: called after each batch.
    /// - Throws: ``AdoptionFailure``, ``ConnectionFailure`` when one of the two servers is gone.
    package func transfer(
        from source: borrowing Connection, readsAnyBytes: Bool, to target: borrowing Connection,
        progress: (AdoptedTable, TransferRecord) throws -> Void
    ) throws {
        for table in design.tables {
            var record = try self.record(of: table, target)
            let range = BatchRange(table, readsAnyBytes: readsAnyBytes)
            let cleaner = RowCleaner(table, readsAnyBytes: readsAnyBytes)
            while !record.isComplete {
                let batch = try target.transaction { target in
                    try transfer(table, range, cleaner, behind: record, from: source, to: target)
                }
                record.add(batch)
                try progress(table, record)
            }
        }
    }

    /// What the ledger says of a table.
    package func record(of table: AdoptedTable, _ target: borrowing Connection) throws -> TransferRecord {
        var record = TransferRecord()
        record.changes = table.changeCounts.map { _ in 0 }
        let batches = try target.query(
            """
            select batch, last_key, is_last, rows_read, rows_loaded, rows_rejected, bytes_read, read_digest,
                loaded_digest, changes
            from \(sql: batches) where table_number = \(table.number)::integer order by batch
            """
        ) { row in
            BatchRecord(
                number: try row[0], lastKey: try row[1], isLast: try row[2], read: try row[3], loaded: try row[4],
                rejected: try row[5], bytes: try row[6], readDigest: RowDigest(try row[7]) ?? RowDigest(),
                loadedDigest: RowDigest(try row[8]) ?? RowDigest(), changes: try row[9])
        }
        for batch in batches { record.add(batch) }
        return record
    }

    private func transfer(
        _ table: AdoptedTable, _ range: BatchRange, _ cleaner: RowCleaner, behind record: TransferRecord,
        from source: borrowing Connection, to target: borrowing Connection
    ) throws -> BatchRecord {
        var batch = BatchRecord(
            number: record.batches + 1, lastKey: nil, isLast: true, changes: table.changeCounts.map { _ in 0 })
        var refused: [(number: Int, RowCleaner.Refusal)] = []
        var refusedBytes = 0
        let width = table.columns.count
        let names = table.columns.map { column -> SQL in "\(identifier: column.name)" }.joined()
        let query = try range.copy(after: record.lastKey)
        let needsFields = !cleaner.isIdle || !range.keys.isEmpty
        let sent = try target.copyIn("copy \(sql: staging(table)) (\(sql: names)) from stdin") { writer in
            var output: [UInt8] = []
            var checked: [UInt8] = []
            var lastRow: [UInt8] = []
            try source.copyOut(query) { piece in
                let whole = CopyLine.row(piece)
                batch.read += 1
                batch.bytes += piece.count
                let fields = needsFields ? CopyLine.fields(of: whole) : []
                guard !needsFields || fields.count == width + range.keys.count else {
                    throw AdoptionFailure.brokenRow(table.title)
                }
                let end = needsFields ? fields[width - 1].upperBound : whole.count
                let row = UnsafeRawBufferPointer(rebasing: whole[..<end])
                try batch.readDigest.add(row)
                if !range.keys.isEmpty {
                    lastRow.removeAll(keepingCapacity: true)
                    lastRow.append(contentsOf: whole[fields[width].lowerBound...])
                }
                if cleaner.isIdle {
                    output.append(contentsOf: row)
                    output.append(UInt8(ascii: "\n"))
                } else {
                    checked.removeAll(keepingCapacity: true)
                    if let refusal = cleaner.clean(
                        row, fields, into: &output, checked: &checked, changes: &batch.changes)
                    {
                        refused.append((record.read + batch.read, refusal))
                        refusedBytes += refusal.line.utf8.count + (refusal.value?.utf8.count ?? 0)
                        guard refusedBytes <= Self.refusalLimit else {
                            throw AdoptionFailure.refusalsTooLarge(table.title, limit: Self.refusalLimit >> 20)
                        }
                        return
                    }
                    try checked.withUnsafeBytes { try batch.loadedDigest.add($0) }
                }
                if output.count >= 1 << 16 {
                    try writer.write(output)
                    output.removeAll(keepingCapacity: true)
                }
            }
            try writer.write(output)
            if !range.keys.isEmpty, batch.read == BatchRange.rows {
                batch.isLast = false
                batch.lastKey = lastRow.withUnsafeBytes { row in
                    CopyLine.fields(of: row).map { field in
                        String(
                            decoding: CopyLine.value(UnsafeRawBufferPointer(rebasing: row[field])) ?? [], as: UTF8.self)
                    }
                }
            }
        }
        batch.loaded = sent
        batch.rejected = refused.count
        guard sent + refused.count == batch.read else { throw AdoptionFailure.lostCount(table.title) }
        if cleaner.isIdle { batch.loadedDigest = batch.readDigest }
        try keep(refused, of: table, target)
        try write(batch, of: table, target)
        return batch
    }

    private func keep(
        _ refused: [(number: Int, RowCleaner.Refusal)], of table: AdoptedTable, _ target: borrowing Connection
    ) throws {
        guard !refused.isEmpty else { return }
        try target.copyIn("copy \(sql: rejects) from stdin") { writer in
            for (number, refusal) in refused {
                var line = Array("\(table.number)\t\(number)".utf8)
                for text in [refusal.column, refusal.value, refusal.reason, refusal.line] {
                    line.append(UInt8(ascii: "\t"))
                    if let text {
                        _ = TextValue.append(Array(text.replacing("\0", with: "\u{2400}").utf8), to: &line)
                    } else {
                        line += CopyLine.null
                    }
                }
                line.append(UInt8(ascii: "\n"))
                try writer.write(line)
            }
        }
    }

    private func write(_ batch: BatchRecord, of table: AdoptedTable, _ target: borrowing Connection) throws {
        try target.execute(
            """
            insert into \(sql: batches) values (
                \(table.number)::integer, \(batch.number)::integer, \(orNull: batch.lastKey)::text[], \(batch.isLast),
                \(batch.read)::bigint, \(batch.loaded)::bigint, \(batch.rejected)::bigint, \(batch.bytes)::bigint,
                \(batch.readDigest.text), \(batch.loadedDigest.text), \(batch.changes)::bigint[]
            )
            """)
    }
}

extension TransferRecord {
    mutating func add(_ batch: BatchRecord) {
        batches += 1
        isComplete = batch.isLast
        read += batch.read
        loaded += batch.loaded
        rejected += batch.rejected
        bytes += batch.bytes
        readDigest.add(batch.readDigest)
        loadedDigest.add(batch.loadedDigest)
        for (index, count) in batch.changes.enumerated() where changes.indices.contains(index) {
            changes[index] += count
        }
        lastKey = batch.lastKey
    }
}
