import Formats
package import FoundationEssentials
package import Ingestion
import Postgres
import Tenancy
package import Vocabulary

extension Installation {
    /// What a replay brought about.
    package struct ReplayedRejects: Sendable {
        /// The load by which records came into the table; nil when there was nothing to replay.
        package let report: LoadReport?
        /// Refused records that are in the table now.
        package let replayed: Int
        /// Refused records of the load that still wait.
        package let waiting: Int
    }

    /// Brings records that a load refused into its table: read again as they are, or as somebody corrected them.
    ///
    /// They are merged by key where the load merged, and added where it did
    /// not. A record that is refused again waits on.
    ///
    /// - Parameter corrected: a file that holds the load's refused records, corrected; nil to read them again.
    package func replay(_ loadID: UUID, corrected: Origin?, of tenant: TenantIdentifier) throws -> ReplayedRejects {
        let refused = try refusedRecords(of: loadID, tenant)
        let (found, rejects) = (refused.load, refused.records)
        if rejects.isEmpty { return ReplayedRejects(report: nil, replayed: 0, waiting: refused.waiting) }
        let origin: Origin
        if let corrected {
            origin = corrected
        } else {
            let text = rejects.map { $0.line + "\n" }.joined()
            origin = .text(Array(text.utf8), name: "rejects of load \(loadID.uuidString.lowercased())")
        }
        var request = LoadRequest(origin: origin, schema: found.schema, table: found.table)
        request.mode = LoadMode(rawValue: found.mode).flatMap { $0 == .replace ? nil : $0 } ?? .append
        request.key = found.key
        request.budget = .percent(100)
        request.isForced = true
        if corrected == nil, let text = found.plan {
            request.plan = try JSONDecoder().decode(SourcePlan.self, from: Data(text.utf8)).ofBareRecords
        }
        let report = try load(request, for: tenant) { _ in }
        let etl = try connectETL(of: tenant)
        // Where the record of each reject began in what was read again, by its lines.
        var line = 1
        let refusedAgain = Set(
            try etl.query("select line_number from socle.own_rejects where load_id = \(report.loadID)") { row in
                try row[0] as Int
            })
        var replayed: [Int64] = []
        for reject in rejects {
            if corrected != nil || !refusedAgain.contains(line) { replayed.append(reject.number) }
            line += 1 + reject.line.utf8.count { $0 == UInt8(ascii: "\n") }
        }
        // Of corrected records nobody knows which is which: all are done when none was refused.
        if corrected != nil, !refusedAgain.isEmpty { replayed = [] }
        try etl.execute("select socle.mark_replayed(\(report.loadID), \(loadID), \(replayed)::bigint[])")
        return ReplayedRejects(
            report: report, replayed: replayed.count, waiting: try waitingRejects(of: loadID, etl))
    }

    /// A load, and what of its refused records waits; asked over a connection that is closed again, since a small
    /// tenant's login has but one.
    private func refusedRecords(of loadID: UUID, _ tenant: TenantIdentifier) throws -> (
        load: (schema: Identifier, table: Identifier, mode: String, plan: String?, key: [String]),
        records: [(number: Int64, line: String)], waiting: Int
    ) {
        let etl = try connectETL(of: tenant)
        let found = try etl.first(
            """
            select schema_name, table_name, mode, plan::text,
                array(select jsonb_array_elements_text(rules -> 'key')) as key
            from socle.own_loads where load_id = \(loadID)
            """
        ) { row in
            (
                schema: try row[0] as Identifier, table: try row[1] as Identifier, mode: try row[2] as String,
                plan: try row[3] as String?, key: try row[4] as [String]
            )
        }
        guard let found else { throw LoadFailure.noSuchLoad(loadID.uuidString.lowercased()) }
        let rejects = try etl.query(
            """
            select reject_id, raw_line from socle.own_rejects
            where load_id = \(loadID) and replayed_by is null and raw_line !~ '… [(][0-9]+ bytes[)]$'
            order by reject_id
            """
        ) { row in (number: try row[0] as Int64, line: try row[1] as String) }
        return (found, rejects, try waitingRejects(of: loadID, etl))
    }

    private func waitingRejects(of loadID: UUID, _ etl: borrowing Connection) throws -> Int {
        try etl.first(
            "select count(*) from socle.own_rejects where load_id = \(loadID) and replayed_by is null"
        ) { row in try row[0] } ?? 0
    }
}
