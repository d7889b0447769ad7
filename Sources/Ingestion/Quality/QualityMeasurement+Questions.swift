import Formats
import FoundationEssentials
import Postgres
import Vocabulary

/// What only the rows together tell, asked of the table that holds them.
extension QualityMeasurement {
    func measureUniqueness(
        _ tally: Tally, _ kept: KeptRejects, _ refusedKeys: [RejectReason: Int], _ score: inout QualityScore,
        on connection: borrowing Connection
    ) throws {
        var places: [(QualityPlace, Int)] = refusedKeys.map { reason, count in
            let first = kept.rejects.first { $0.reason == reason }
            return (.refused(reason: reason.code, column: first?.column, firstLine: first?.line ?? 0), count)
        }
        var rows = tally.loaded + refusedKeys.values.reduce(0, +)
        let key = contract.key.isEmpty ? request.key : contract.key
        let isKnown = request.mode.needsKey && Set(key) == Set(request.key)
        if !isKnown {
            guard !key.isEmpty else { return }
            let lacking = key.filter { name in !columns.contains { $0.name == name } }
            guard lacking.isEmpty else {
                score.unmeasured.append(
                    "uniqueness: the source has no column \(lacking.map(quoted).joined(separator: ", "))")
                return
            }
            let isEmpty = SQL(raw: key.map { "\(sqlName($0)) is null" }.joined(separator: " or "))
            let names = SQL(raw: key.map(sqlName).joined(separator: ", "))
            let counts = try ask("uniqueness", &score, on: connection) { connection in
                try connection.first(
                    """
                    select count(*), count(*) filter (where \(sql: isEmpty)), (
                        select coalesce(sum(number), 0)::bigint from (
                            select count(*) as number from \(sql: table) where not (\(sql: isEmpty))
                            group by \(sql: names) having count(*) > 1
                        ) as shared
                    ) from \(sql: table)
                    """
                ) { row in (rows: try row[0] as Int, keyless: try row[1] as Int, shared: try row[2] as Int) }
            }
            guard let counts else { return }
            rows = counts.rows
            places += [(.keyless(key: key), counts.keyless), (.shared(key: key), counts.shared)]
        }
        score.measure(.uniqueness, of: rows, places)
    }

    func measure(
        _ freshness: QualityContract.Freshness, _ tally: Tally, _ score: inout QualityScore,
        on connection: borrowing Connection
    ) throws {
        guard let name = freshness.column else {
            guard let sourceDate else {
                score.unmeasured.append("freshness: nobody knows when the source was written")
                return
            }
            let days = Int(max(0, Date().timeIntervalSince(sourceDate)) / 86_400)
            score.measureAge(days, atMost: freshness.mostDays, .oldFile(days: days), rows: tally.loaded)
            return
        }
        guard let column = profile.first(where: { $0.name == name }), Self.isMoment(column.type) else {
            score.unmeasured.append("freshness: \(quoted(name)) is no column of dates or times")
            return
        }
        guard let newest = column.range?.greatest else {
            score.unmeasured.append("freshness: \(quoted(name)) holds no value")
            return
        }
        let days = try ask("freshness", &score, on: connection) { connection in
            try connection.first(
                "select floor(extract(epoch from now() - \(newest)::text::timestamptz) / 86400)::bigint"
            ) { row in try row[0] as Int }
        }
        guard let days else { return }
        var rows = 0
        if days > freshness.mostDays {
            rows =
                try ask("freshness", &score, on: connection) { connection in
                    try connection.first(
                        """
                        select count(*) from \(sql: table)
                        where \(raw: sqlName(name)) = \(newest)::text::\(raw: column.type.sql)
                        """
                    ) { row in try row[0] as Int }
                } ?? 0
        }
        score.measureAge(
            days, atMost: freshness.mostDays, .old(column: name, newest: newest, days: days), rows: rows)
    }

    func measureReferences(_ score: inout QualityScore, on connection: borrowing Connection) throws {
        var (values, places): (Int, [(QualityPlace, Int)]) = (0, [])
        for reference in contract.references {
            let subjects = columns.filter { column in
                switch reference.subject {
                case .column(let name): column.name == name
                case .meaning(let meaning): column.meaning == meaning && !column.isStatus
                }
            }
            if subjects.isEmpty {
                score.unmeasured.append("reference: the source has no column of \(reference.subject.words)")
            }
            for column in subjects {
                let yearIsDate = yearIsDate(reference.list)
                let condition = SQL(
                    raw: QualityPlace.isUnlisted(column.name, reference.list, yearIsDate: yearIsDate))
                let unlisted = try ask("reference", &score, on: connection) { connection in
                    try connection.first(
                        "select count(*) from \(sql: table) as loaded where \(sql: condition)"
                    ) { row in try row[0] as Int }
                }
                guard let unlisted, let own = profile.first(where: { $0.name == column.name }) else { continue }
                values += own.rows - own.nulls
                places.append(
                    (.unlisted(column: column.name, list: reference.list, yearIsDate: yearIsDate), unlisted))
            }
        }
        if !places.isEmpty { score.measure(.reference, of: values, places) }
    }

    private func yearIsDate(_ list: QualityContract.List) -> Bool {
        guard case .ofColumn(let name)? = list.year?.value else { return false }
        return profile.contains { $0.name == name && Self.isMoment($0.type) }
    }

    private static func isMoment(_ type: ColumnType) -> Bool {
        switch type {
        case .date, .timestamp, .timestampWithZone: true
        default: false
        }
    }

    /// Asks within a transaction of its own: a list that is not there keeps no row from being loaded.
    private func ask<Answer>(
        _ dimension: String, _ score: inout QualityScore, on connection: borrowing Connection,
        _ question: (borrowing Connection) throws -> Answer?
    ) throws -> Answer? {
        do {
            return try connection.transaction { try question($0) }
        } catch let failure as ServerFailure {
            if connection.isLost { throw failure }
            score.unmeasured.append("\(dimension): \(failure.message)")
            return nil
        }
    }
}

extension QualityContract.Subject {
    fileprivate var words: String {
        switch self {
        case .column(let name): "the name \(quoted(name))"
        case .meaning(let meaning): "meaning \(meaning.rawValue)"
        }
    }
}
