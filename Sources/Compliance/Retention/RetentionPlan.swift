package import Postgres
package import Tenancy
package import Vocabulary

/// Which rows are kept longer than their tables declare.
package struct RetentionPlan: Sendable {
    /// A table whose rows have an end.
    package struct Rule: Hashable, Sendable {
        package let table: PersonalPlan.Table
        package let column: Identifier
        package let period: CalendarSpan

        /// Rows whose time is over.
        ///
        /// A day is over at its end in UTC, whatever the session's zone is.
        var condition: SQL {
            let now: SQL = "(now() at time zone 'UTC')"
            let start: SQL =
                table.types[column.text] == "timestamp with time zone"
                ? "(\(identifier: column) at time zone 'UTC')" : "\(identifier: column)"
            return "\(sql: start) < \(sql: now) - \("\(period.count) \(period.unit.rawValue)")::interval"
        }
    }

    /// Rows of a table whose time is over: what a list of eliminations names.
    package struct Line: Hashable, Sendable {
        package let rule: Rule
        package let rows: Int
        package let earliest: String?
        package let latest: String?
    }

    package let rules: [Rule]
    /// Declared tables whose rows have no end, or none that can be told.
    package let unruled: [RelationName]

    /// Finds the rules; reaches no server.
    ///
    /// - Throws: ``ComplianceFailure/retentionUnusable(_:why:)``, several as a ``FailureList``.
    package init(_ plan: PersonalPlan) throws {
        var failures = FailureList()
        var rules: [Rule] = []
        var unruled: [RelationName] = []
        for table in plan.tables {
            guard let period = table.declaration.retention, let column = table.declaration.retentionFrom else {
                unruled.append(table.name)
                continue
            }
            switch table.types[column.text] {
            case nil: failures.append(ComplianceFailure.columnGone(table.name, column: column.text))
            case "date", "timestamp without time zone", "timestamp with time zone":
                rules.append(Rule(table: table, column: column, period: period))
            case let type?:
                failures.append(
                    ComplianceFailure.retentionUnusable(table.name, why: "column '\(column)' is of type \(type)"))
            }
        }
        try failures.throwIfAny()
        self.rules = rules
        self.unruled = unruled
    }

    /// Counts what is over.
    ///
    /// **Runs as** the tenant's ETL login.
    package func count(on connection: borrowing Connection) throws -> [Line] {
        try rules.map { rule in
            let name = rule.table.name
            return try connection.first(
                """
                select count(*), min(\(identifier: rule.column))::text, max(\(identifier: rule.column))::text
                from \(identifier: name.schema, name.name) where \(sql: rule.condition)
                """
            ) { row in
                Line(rule: rule, rows: try row[0], earliest: try row[1], latest: try row[2])
            } ?? Line(rule: rule, rows: 0, earliest: nil, latest: nil)
        }
    }

    /// Deletes what is over, in one transaction with the proof of it.
    ///
    /// Whole rows go, whatever an erasure of a person would leave: their time is over for everybody.
    ///
    /// **Runs as** the tenant's ETL login.
    ///
    /// - Parameter copies: materialized views that hold copies of the rows.
    package func apply(
        copies: [RelationName], by authorship: [JSON.Member], on connection: borrowing Connection
    ) throws -> [Line] {
        try connection.transaction(.repeatableRead) { connection in
            let lines = try count(on: connection)
            for line in lines where line.rows > 0 {
                let name = line.rule.table.name
                do {
                    try connection.execute(
                        "delete from \(identifier: name.schema, name.name) where \(sql: line.rule.condition)")
                } catch let failure as ServerFailure {
                    throw line.rule.table.translated(failure)
                }
            }
            guard lines.contains(where: { $0.rows > 0 }) else { return lines }
            for copy in copies {
                try connection.execute("refresh materialized view \(identifier: copy.schema, copy.name)")
            }
            let detail = JSON.object(
                [
                    JSON.Member(
                        "tables",
                        .array(
                            lines.map { line in
                                [
                                    "table": .string(line.rule.table.name.description), "rows": JSON(line.rows),
                                    "retention": .string("\(line.rule.period)"), "from": JSON(line.earliest),
                                    "to": JSON(line.latest),
                                ]
                            }))
                ] + authorship)
            _ = try connection.query(
                "select socle.record_privacy('retention.applied', 'retention', \(detail.description)::jsonb)")
            return lines
        }
    }
}
