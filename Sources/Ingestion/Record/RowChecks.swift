import Formats
import Postgres
import Vocabulary

/// Refuses staged rows for what no single record shows: a key that is missing or there twice, a value in a column
/// that the table lacks.
struct RowChecks {
    /// Refused rows that are shown of each check; the others are counted.
    private static let mostShown = 10_000

    let staging: Staging
    let key: [String]
    /// What the rows were read from, and how.
    let source: any ByteSource
    let plan: SourcePlan

    /// Takes refused rows out of the staging table, and tells of them.
    ///
    /// - Returns: how many were refused for their key alone, by the reason; nothing where rows have no key.
    func run(_ rejects: inout KeptRejects, _ tally: inout Tally, on connection: borrowing Connection) throws
        -> [RejectReason: Int]
    {
        var refused: [RejectReason: Int] = key.isEmpty ? [:] : [.missingKey: 0, .duplicateKey: 0]
        // First, since a record that is refused holds no key that another could repeat.
        for name in staging.evolution.discarded where staging.refusesDiscarded {
            let column: SQL = "\(identifier: try Identifier(name))"
            try refuse(
                "\(sql: column) is not null", column: name, value: "\(sql: column)::text", reason: .unknownColumn,
                &rejects, &tally,
                on: connection)
        }
        for name in key {
            let column: SQL = "\(identifier: try Identifier(name))"
            refused[.missingKey, default: 0] += try refuse(
                "\(sql: column) is null", column: name, value: "null", reason: .missingKey, &rejects, &tally,
                on: connection)
        }
        if !key.isEmpty {
            let names = try columnList(key)
            let values = try key.map { name -> SQL in "\(identifier: try Identifier(name))::text" }.joined()
            refused[.duplicateKey] = try refuse(
                """
                ctid in (
                    select ctid from (
                        select ctid, row_number() over (
                            partition by \(sql: names) order by socle_line, socle_offset) as occurrence
                        from \(sql: staging.name)
                    ) as numbered
                    where occurrence > 1
                )
                """, column: key.joined(separator: ", "), value: "concat_ws(', ', \(sql: values))",
                reason: .duplicateKey, &rejects, &tally, on: connection)
        }
        return refused
    }

    @discardableResult
    private func refuse(
        _ condition: SQL, column: String, value: SQL, reason: RejectReason, _ rejects: inout KeptRejects,
        _ tally: inout Tally,
        on connection: borrowing Connection
    ) throws -> Int {
        let shown = try connection.query(
            """
            select socle_line, socle_offset, left(\(sql: value), \(KeptRejects.mostOfText))
            from \(sql: staging.name) where \(sql: condition) order by socle_offset limit \(Self.mostShown)
            """
        ) { row in
            Reject(
                line: try row[0], byteOffset: try row[1], column: column, value: try row[2], reason: reason,
                rawLine: "")
        }
        if shown.isEmpty { return 0 }
        let count = try connection.execute("delete from \(sql: staging.name) where \(sql: condition)")
        // The staging table has the values, and a reject the record as it was written.
        try plan.forEachRecord(of: source, at: shown.map(\.byteOffset)) { index, text in
            var reject = shown[index]
            reject.rawLine = text
            rejects.append(reject)
        }
        rejects.omit(count - shown.count)
        tally.refuse(count)
        return count
    }
}
