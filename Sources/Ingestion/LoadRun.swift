import Formats
import FoundationEssentials
import Postgres
import Threads
import Vocabulary

/// The part of a load that knows content and plan: from the lock on the table to its new rows.
struct LoadRun {
    let request: LoadRequest
    let record: LoadRecord
    let content: Content
    private(set) var plan: SourcePlan
    let control: Lane
    let watch: SourceWatch
    let presumed: PresumedPlan?

    /// - Parameters:
    ///   - plan: how the source is read, with what the request says of its columns.
    ///   - presumed: where that plan comes from, when it is not certain yet.
    init(
        _ request: LoadRequest, _ record: LoadRecord, _ content: Content, _ plan: SourcePlan, _ control: Lane,
        _ watch: SourceWatch, presumed: PresumedPlan? = nil
    ) {
        self.request = request
        self.record = record
        self.content = content
        self.plan = plan
        self.control = control
        self.watch = watch
        self.presumed = presumed
    }

    var table: TablePlan { plan.tables[0] }

    /// - Parameter connect: opens a further connection.
    /// - Throws: ``PresumedPlan/Refuted`` when all rows say something else than the plan, and nothing was changed.
    mutating func fill(_ rejects: inout KeptRejects, connect: () throws -> Connection) throws -> LoadReport {
        let existing = try TargetTable.inspect(schema: request.schema, name: request.table, in: control.value)
        if let existing { plan.tables[0] = table.addingStatuses(knownTo: existing.columns.map(\.name)) }
        let own = Set(request.mode == .history ? KeyedRows.periodColumns : [])
        let evolution =
            try existing.map {
                try Evolution(request.evolution, of: table, onto: $0, declared: request.types, own: own)
            } ?? Evolution()
        let staging = Staging(request, plan: table, evolution: evolution, replacing: existing, loadID: record.loadID)
        try record.describe(content, plan, stagedAs: staging.signature, on: control.value)
        var report = LoadReport(record.loadID, request, plan, byteCount: content.byteCount)
        if existing != nil, !request.isForced,
            let earlier = try EarlierLoad.find(sameAs: record.loadID, request, on: control.value)
        {
            try record.endUnchanged(on: control.value)
            report.outcome = .unchanged
            report.isDeliveredAgain = earlier.isDeliveredAgain
            report.notes.append(
                "not loaded again: the same content as load \(earlier), read the same way; --force loads it")
            return report
        }
        let reader = try plan.reader(
            of: content.source, types: evolution.types, discardsValues: request.evolution == .discardValue)
        let profile = TableProfile(reader.columns)
        var tally: Tally
        do {
            if isDirect(staging) {
                tally = try append(reader, profile, staging, &rejects, &report)
            } else {
                tally = try stageAndPublish(reader, profile, staging, &rejects, &report, connect: connect)
            }
        } catch {
            // What can be resumed waits for the next load; anything else would fail again.
            if Self.wasCutShort(error) || control.value.isLost { throw named(error, staging) }
            _ = try? staging.drop(on: control.value)
            // What went wrong may have done so by a plan that is not that of all rows.
            _ = try presumed?.confirm()
            throw named(error, staging)
        }
        if let presumed {
            plan.takeEvidence(of: try presumed.confirm().plan)
            report.plan = plan
        }
        report.tally = tally
        report.changes = evolution
        report.notes += plan.warnings
        report.notes += tally.repairs.sentences
        report.notes += (report.quality?.unmeasured ?? []).map { "quality not measured: \($0)" }
        if rejects.omitted > 0 {
            report.notes.append(
                "of \(counted(tally.rejected, "reject")) \(rejects.omitted) \(rejects.omitted == 1 ? "is" : "are") not kept, but counted"
            )
        }
        report.firstRejects = Array(rejects.rejects.prefix(5))
        return report
    }

    /// Whether a failure is of the connection or of the server's life or room, so that what is staged is still good.
    private static func wasCutShort(_ error: any Error) -> Bool {
        if error is ConnectionFailure { return true }
        guard let state = (error as? ServerFailure)?.sqlState else { return false }
        return state.conditionClass == "57" || state.conditionClass == "08" || state == .diskFull
    }
}
