import Cryptography
package import Postgres
import Tenancy
package import Vocabulary

/// The erasure of a person from one data database, in one transaction.
package enum PersonErasure {
    /// What became of the person's rows in a table.
    package struct Count: Hashable, Sendable {
        package let table: RelationName
        package let isDeletion: Bool
        package let rows: Int

        package init(table: RelationName, isDeletion: Bool, rows: Int) {
            self.table = table
            self.isDeletion = isDeletion
            self.rows = rows
        }
    }

    package struct Report: Hashable, Sendable {
        package let counts: [Count]
        /// Refused records of loads in which an identifier stood, now empty.
        package let rejects: Int
        /// Materialized views that were made anew.
        package let copies: [RelationName]
        /// What stands for the person in the audit, as hexadecimal digits.
        package let subject: [String]
        /// The number of the event that proves it; nil for a rehearsal.
        package let event: Int?
    }

    /// Identifiers shorter than this are not looked for in the lines of rejects, where they would be met by chance.
    package static let rejectTextMinimum = 5

    /// Erases, or rehearses it: everything is carried out and, as a rehearsal, rolled back.
    ///
    /// **Runs as** the tenant's ETL login, which owns the tables.
    ///
    /// - Throws: ``ComplianceFailure`` when rows elsewhere refer to the person's.
    package static func run(
        _ plan: PersonalPlan, of subject: Subject, by authorship: [JSON.Member], key: borrowing SubjectKey,
        isRehearsal: Bool, on connection: borrowing Connection
    ) throws -> Report {
        let digests = try subject.values.map { Hex.text(try key.digest(of: $0)) }
        let pseudonym = try key.pseudonym(of: subject.values)
        var report: Report?
        do {
            try connection.transaction { connection in
                var counts: [Count] = []
                for table in plan.tables {
                    counts.append(try erase(subject, from: table, pseudonym, connection))
                }
                let texts = subject.values.filter { $0.utf8.count >= rejectTextMinimum }
                let rejects: Int =
                    try connection.first("select socle.erase_rejects(\(texts)::text[])") { row in try row[0] } ?? 0
                for copy in plan.copies {
                    try connection.execute("refresh materialized view \(identifier: copy.schema, copy.name)")
                }
                let detail = detail(counts, rejects, plan.copies, digests, authorship)
                let event: Int? = try connection.first(
                    """
                    select socle.record_privacy(
                        'person.erased', \(digests.first ?? ""), \(detail.description)::jsonb)
                    """
                ) { row in try row[0] }
                report = Report(
                    counts: counts, rejects: rejects, copies: plan.copies, subject: digests,
                    event: isRehearsal ? nil : event)
                if isRehearsal { throw Rehearsed() }
            }
        } catch is Rehearsed {}
        return report ?? Report(counts: [], rejects: 0, copies: [], subject: digests, event: nil)
    }

    /// Ends the transaction of a rehearsal.
    private struct Rehearsed: Error {}

    private static func erase(
        _ subject: Subject, from table: PersonalPlan.Table, _ pseudonym: [UInt8], _ connection: borrowing Connection
    ) throws -> Count {
        guard let condition = try table.condition(for: subject, connection) else {
            return Count(table: table.name, isDeletion: table.deletesRow, rows: 0)
        }
        do {
            let rows = try connection.execute(table.erasure(where: condition, pseudonym))
            return Count(table: table.name, isDeletion: table.deletesRow, rows: rows)
        } catch let failure as ServerFailure {
            throw table.translated(failure)
        }
    }

    private static func detail(
        _ counts: [Count], _ rejects: Int, _ copies: [RelationName], _ digests: [String], _ authorship: [JSON.Member]
    ) -> JSON {
        .object(
            [
                .init("subjects", .array(digests.map(JSON.string))),
                .init(
                    "tables",
                    .array(
                        counts.map { count in
                            [
                                "table": .string(count.table.description),
                                "action": .string(count.isDeletion ? "deleted" : "changed"), "rows": JSON(count.rows),
                            ]
                        })), .init("rejects", JSON(rejects)),
                .init("copies", .array(copies.map { .string($0.description) })),
            ] + authorship)
    }
}

extension PersonalPlan.Table {
    /// The statement that erases the rows that meet a condition.
    func erasure(where condition: SQL, _ pseudonym: [UInt8]) -> SQL {
        if deletesRow { return "delete from \(identifier: name.schema, name.name) where \(sql: condition)" }
        let digits = Hex.text(Array(pseudonym.prefix(16)))
        let assignments = declaration.columns.map { column -> SQL in
            switch (column.onErasure, types[column.name.text]) {
            case (.pseudonym, "uuid"): "\(identifier: column.name) = \(digits)::uuid"
            case (.pseudonym, _): "\(identifier: column.name) = \("p-" + digits)::text"
            case (.setNull, _), (.deleteRow, _): "\(identifier: column.name) = null"
            }
        }
        return """
            update \(identifier: name.schema, name.name) set \(sql: assignments.joined())
            where \(sql: condition)
            """
    }

    /// What a refusal of the server means for whoever erases.
    func translated(_ failure: ServerFailure) -> any Error {
        switch failure.sqlState {
        case .foreignKeyViolation:
            let schema = failure.schema.flatMap { try? Identifier($0) } ?? name.schema
            let table = failure.table.flatMap { try? Identifier($0) } ?? name.name
            return ComplianceFailure.stillReferenced(
                RelationName(schema: schema, name: table), constraint: failure.constraint ?? "")
        case .stringDataRightTruncation:
            let column = declaration.columns.first { $0.onErasure == .pseudonym }?.name.text ?? ""
            return ComplianceFailure.tooLong(name, column: column)
        default: return failure
        }
    }
}
