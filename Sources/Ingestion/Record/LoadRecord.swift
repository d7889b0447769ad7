import Cryptography
import Formats
import FoundationEssentials
import Postgres
import Vocabulary

/// What the platform keeps of one load, written by functions that ask whose login it is.
struct LoadRecord {
    let loadID: UUID

    /// Writes down that a load begins, so that one which is killed leaves a trace.
    static func begin(_ request: LoadRequest, on connection: borrowing Connection) throws -> LoadRecord {
        do {
            let loadID: UUID? = try connection.first(
                """
                select socle.begin_load(\(request.schema), \(request.table), \(request.origin.description),
                    \(request.mode.rawValue), \(request.rules))
                """
            ) { row in try row[0] }
            guard let loadID else { throw LoadFailure.lostCount }
            return LoadRecord(loadID: loadID)
        } catch SQLState.insufficientPrivilege {
            let login: String? = try connection.first("select session_user::text") { row in try row[0] }
            throw LoadFailure.notOwnSchema(schema: request.schema.text, login: login ?? "")
        }
    }

    /// Holds the table for this session, after waiting for another load until a moment.
    ///
    /// - Parameter whileWaiting: called once, when it begins to wait.
    /// - Throws: ``LoadFailure/running(table:by:)`` when another load holds it.
    func hold(
        _ request: LoadRequest, until deadline: ContinuousClock.Instant, on connection: borrowing Connection,
        whileWaiting: (TableHolder?) -> Void
    ) throws {
        var isWaiting = false
        while true {
            let isHeld: Bool? = try connection.first("select socle.hold_dataset(\(loadID))") { row in try row[0] }
            if isHeld == true { return }
            let holder = try connection.first("select holder, since from socle.dataset_holder(\(loadID))") { row in
                TableHolder(name: try row[0], since: try row[1])
            }
            let rest = deadline - .now
            guard rest > .zero else { throw LoadFailure.running(table: request.name, by: holder) }
            if !isWaiting { whileWaiting(holder) }
            isWaiting = true
            pause(for: min(rest, .seconds(1)))
        }
    }

    /// Gives the table free again; the end of the session does it too.
    func release(on connection: borrowing Connection) {
        if connection.isLost { return }
        _ = try? connection.execute("select socle.release_dataset(\(loadID))")
    }

    /// Writes down what will be read, and how.
    func describe(
        _ content: Content, _ plan: SourcePlan, stagedAs signature: String, on connection: borrowing Connection
    ) throws {
        let reading = try SHA256.hash(Array(plan.withoutEvidence.json.description.utf8))
        try connection.execute(
            """
            select socle.describe_load(\(loadID), \(content.sha256), \(content.byteCount), \(plan.json), \(reading),
                \(signature))
            """)
    }

    /// Writes down that the rows were there already.
    func endUnchanged(on connection: borrowing Connection) throws {
        try connection.execute("select socle.end_load(\(loadID), 'unchanged', null, null)")
    }

    /// Writes down success, in the transaction that makes the rows visible.
    func finish(
        _ tally: Tally, _ columns: JSON, _ publication: Publication, _ evolution: Evolution, _ leaves: LoadLeaves,
        on connection: borrowing Connection
    ) throws {
        let outcome = JSON.object(
            publication.members + [
                JSON.Member(
                    "ignored",
                    ["blank": JSON(tally.blank), "outside": JSON(tally.outside), "totals": JSON(tally.totals)]),
                JSON.Member("changes", evolution.json ?? .null),
                JSON.Member("profile", .array(leaves.profile.map(\.json))),
                JSON.Member("quality", leaves.quality.json),
            ])
        try connection.execute(
            """
            select socle.finish_load(\(loadID), \(tally.records), \(tally.loaded), \(tally.rejected),
                \(tally.ignored), \(columns), \(outcome))
            """)
    }

    func keep(_ kept: KeptRejects, on connection: borrowing Connection) throws {
        try RejectRecords(kept.rejects).forEachPart { part in
            try connection.execute("select socle.record_rejects(\(loadID), \(part))")
        }
    }

    /// Keeps how many rows were mended, and the first of each kind.
    func keep(_ first: [Repair.Kind: Repair], _ counts: RepairCounts, on connection: borrowing Connection) throws {
        let mended = first.values.sorted { $0.kind.rawValue < $1.kind.rawValue }.map { repair in
            RejectRecords.json(of: repair, count: counts[repair.kind])
        }
        if mended.isEmpty { return }
        try connection.execute("select socle.record_repairs(\(loadID), \(JSON.array(mended)))")
    }

    /// Keeps what can be kept of a failure; the failure itself is what the caller hears of.
    func keep(_ failure: (any Failure)?, _ rejects: KeptRejects, on connection: borrowing Connection) {
        if connection.isLost { return }
        // The next load of the table marks a run of which nothing could be recorded as interrupted.
        try? connection.transaction { connection in
            try keep(rejects, on: connection)
            try connection.execute(
                """
                select socle.end_load(\(loadID), 'failed', \(failure?.code.text ?? "unknown"),
                    \(failure?.message ?? "the load ended early"))
                """)
        }
    }

    /// Takes away staging tables that nobody will take over.
    func sweep(on connection: borrowing Connection) throws {
        let stale = try connection.query(
            "select schema_name, table_name from socle.stale_stagings(\(loadID))"
        ) { row in (Identifier(derived: try row[0]), Identifier(derived: try row[1])) }
        for (schema, table) in stale {
            // One that cannot be dropped now, since somebody looks at it, is dropped by a later load.
            _ = try? connection.execute("drop table if exists \(identifier: schema, table)")
        }
    }
}
