import Formats
package import FoundationEssentials
package import Ingestion
import Postgres
import Tenancy
package import Vocabulary

extension Installation {
    /// Brings the records that a load refused into its table: all that wait, or none.
    ///
    /// They are merged by key where the load merged, and added where it did
    /// not. They are marked in the transaction that makes their rows visible,
    /// so that no record comes in twice.
    ///
    /// - Parameter corrected: a file that holds all of the load's waiting records, corrected; nil to read them again.
    /// - Returns: nil when none waits.
    /// - Throws: ``LoadFailure``, when one is refused again or the file holds another number of them too.
    package func replay(_ loadID: UUID, corrected: Origin?, of tenant: TenantIdentifier) throws -> LoadReport? {
        let (found, rejects) = try waitingRejects(of: loadID, tenant)
        if rejects.isEmpty { return nil }
        let name = loadID.uuidString.lowercased()
        let origin: Origin
        var lines: [Int: Int]?
        if let corrected {
            origin = corrected
        } else {
            let unreadable = rejects.count { !$0.isReadable }
            guard unreadable == 0 else { throw LoadFailure.notKeptAsWritten(load: name, count: unreadable) }
            let text = rejects.map { $0.text + "\n" }.joined()
            origin = .text(Array(text.utf8), name: "rejects of load \(name)")
            lines = Self.lines(of: rejects)
        }
        var request = LoadRequest(origin: origin, schema: found.schema, table: found.table)
        request.mode = LoadMode(rawValue: found.mode).flatMap { $0 == .replace ? nil : $0 } ?? .append
        request.key = found.key
        request.evolution = EvolutionRule(rawValue: found.evolution) ?? .freeze
        // All are read, so that all that is still wrong is told at once.
        request.budget = .percent(100)
        request.isForced = true
        request.replay = Replay(load: loadID, rejects: rejects.map(\.number), lines: lines)
        if corrected == nil, let text = found.plan {
            request.plan = try JSONDecoder().decode(SourcePlan.self, from: Data(text.utf8)).ofBareRecords
        }
        return try load(request, for: tenant) { _ in }
    }

    /// Where each record began, by the line on which it begins among the others.
    private static func lines(of rejects: [WaitingReject]) -> [Int: Int] {
        var lines: [Int: Int] = [:]
        var line = 1
        for reject in rejects {
            lines[line] = reject.line
            line += 1 + reject.text.utf8.count { $0 == UInt8(ascii: "\n") }
        }
        return lines
    }

    /// A refused record that is not in its table yet.
    private struct WaitingReject {
        let number: Int64
        let line: Int
        let text: String
        /// Whether the text is the whole record as it was written.
        let isReadable: Bool
    }

    /// A load, and what of its refused records waits; asked over a connection that is closed again, since a small
    /// tenant's login has but one.
    private func waitingRejects(of loadID: UUID, _ tenant: TenantIdentifier) throws -> (
        load: (
            schema: Identifier, table: Identifier, mode: String, plan: String?, key: [String], state: String,
            evolution: String
        ), records: [WaitingReject]
    ) {
        let etl = try connectETL(of: tenant)
        let found = try etl.first(
            """
            select schema_name, table_name, mode, plan::text,
                array(select jsonb_array_elements_text(rules -> 'key')) as key, state,
                coalesce(rules ->> 'evolution', '')
            from socle.own_loads where load_id = \(loadID)
            """
        ) { row in
            (
                schema: try row[0] as Identifier, table: try row[1] as Identifier, mode: try row[2] as String,
                plan: try row[3] as String?, key: try row[4] as [String], state: try row[5] as String,
                evolution: try row[6] as String
            )
        }
        let name = loadID.uuidString.lowercased()
        guard let found else { throw LoadFailure.noSuchLoad(name) }
        // What a load refused that changed nothing is still in its file, among all that it did not bring.
        guard found.state == "loaded" else { throw LoadFailure.notReplayable(load: name, state: found.state) }
        // Decoded with signs for what is no text, or cut: no text to read again.
        let shown = [RejectReason.undecodable, .nul].map(\.description)
        let rejects = try etl.query(
            """
            select reject_id, line_number, raw_line,
                reason <> all (\(shown)::text[]) and position(chr(9216) in raw_line) = 0
                and not (octet_length(raw_line) > 65536 and raw_line ~ '… [(][0-9]+ bytes[)]$')
            from socle.own_rejects where load_id = \(loadID) and replayed_by is null
            order by reject_id
            """
        ) { row in
            WaitingReject(
                number: try row[0] as Int64, line: try row[1] as Int, text: try row[2] as String,
                isReadable: try row[3] as Bool)
        }
        return (found, rejects)
    }
}
