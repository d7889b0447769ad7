package import Postgres
internal import Vocabulary

extension Workshop {
    /// Reads both sides again and compares them with what was read and what was sent.
    ///
    /// **Cost** one pass over each table on each side; the digests are made here, of the same text.
    package func validate(
        against source: borrowing Connection, readsAnyBytes: Bool, _ target: borrowing Connection,
        progress: (AdoptedTable) throws -> Void
    ) throws -> [TableVerdict] {
        try design.tables.map { table in
            try progress(table)
            let record = try record(of: table, target)
            let (sourceRows, sourceDigest) = try digest(
                BatchRange(table, readsAnyBytes: readsAnyBytes).readAgain(), source)
            let compared = table.columns.filter(\.type.isCanonical)
            let names = compared.map { column -> SQL in "\(identifier: column.name)" }.joined()
            let (targetRows, targetDigest) = try digest(
                "copy (select \(sql: names) from \(sql: staging(table))) to stdout", target)
            return TableVerdict(
                table: table, record: record, sourceRows: sourceRows,
                isSourceUnchanged: sourceDigest == record.readDigest,
                targetRows: targetRows, isTargetTrue: compared.isEmpty || targetDigest == record.loadedDigest,
                comparedColumns: compared.count)
        }
    }

    private func digest(_ query: SQL, _ connection: borrowing Connection) throws -> (rows: Int, RowDigest) {
        var digest = RowDigest()
        var rows = 0
        try connection.copyOut(query) { piece in
            rows += 1
            try digest.add(CopyLine.row(piece))
        }
        return (rows, digest)
    }
}
