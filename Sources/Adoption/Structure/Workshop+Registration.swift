package import Postgres
internal import Vocabulary

extension Workshop {
    /// Tells the history of loads, the audit chain and the mesh of every table, and closes the workshop; all or none.
    ///
    /// Each table is a data set like any that a load made, and its refused rows are kept where those of loads are.
    package func register(source: String, _ target: borrowing Connection) throws {
        guard try isOpen(target) else { return }
        try target.transaction { target in
            for table in design.tables {
                try register(table, source: source, target)
            }
            try close(target)
        }
    }

    private func register(_ table: AdoptedTable, source: String, _ target: borrowing Connection) throws {
        let record = try record(of: table, target)
        let load: String? = try target.first(
            """
            select socle.begin_load(
                \(table.schema.text), \(table.name.text), \("\(table.source.title) of \(source)"), 'replace')::text
            """
        ) { row in try row[0] }
        guard let load else { throw AdoptionFailure.lostCount(table.title) }
        let plan: JSON = [
            "adoption": JSON(operation), "schema": .string(table.source.schema), "table": .string(table.source.name),
            "digest": .string(record.readDigest.text),
        ]
        try target.execute(
            """
            select socle.describe_load(
                \(load)::uuid, sha256(convert_to(\(record.readDigest.text), 'UTF8')), \(record.bytes)::bigint, \(plan))
            """)
        try target.execute("select socle.hold_dataset(\(load)::uuid)")
        try recordRejects(of: table, load, target)
        let columns = table.columns.enumerated().map { index, column -> JSON in
            [
                "ordinal": JSON(index + 1), "name": .string(column.name.text), "type": .string(column.type.sql),
                "label": .string(column.source.comment ?? column.source.name),
            ]
        }
        try target.execute(
            """
            select socle.finish_load(
                \(load)::uuid, \(record.read)::bigint, \(record.loaded)::bigint, \(record.rejected)::bigint, 0,
                \(JSON.array(columns)))
            """)
    }

    /// Moves refused rows to where those of loads are, in parts that one call takes.
    private func recordRejects(of table: AdoptedTable, _ load: String, _ target: borrowing Connection) throws {
        // Fifty times 64 kB of value and of row stay below the 8 MB of one call.
        let part = 50
        var last = 0
        while true {
            let next: Int? =
                try target.first(
                    """
                    with page as materialized (
                        select * from \(sql: rejects)
                        where table_number = \(table.number)::integer and row_number > \(last)::bigint
                        order by row_number limit \(part)::integer
                    ),
                    kept as materialized (
                        select socle.record_rejects(\(load)::uuid, jsonb_agg(
                            jsonb_build_object(
                                'line_number', row_number, 'byte_offset', 0, 'column_name', column_name,
                                'raw_value', raw_value, 'reason', reason, 'raw_line', raw_line)
                            order by row_number)) from page having count(*) > 0
                    )
                    select max(row_number)::bigint from page, kept
                    """
                ) { row -> Int? in try row[0] } ?? nil
            guard let next else { return }
            last = next
        }
    }
}
