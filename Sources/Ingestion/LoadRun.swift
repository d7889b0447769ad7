import Formats
import FoundationEssentials
import Postgres
import Threads
import Vocabulary

/// The part of a load that knows content and plan: from the lock on the table to its new rows.
struct LoadRun {
    let request: LoadRequest
    let record: LoadRecord
    private let content: Content
    private var plan: SourcePlan
    let control: Lane
    private let watch: SourceWatch
    private let presumed: PresumedPlan?

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

    private var table: TablePlan { plan.tables[0] }

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

    // MARK: - The two ways in

    /// Whether rows go straight into the table.
    func isDirect(_ staging: Staging) -> Bool {
        request.mode == .append && staging.source != nil && staging.shape == .successor
    }

    /// Copies straight into the table that is there, in one transaction.
    private func append(
        _ reader: any TableReader, _ profile: TableProfile, _ staging: Staging, _ rejects: inout KeptRejects,
        _ report: inout LoadReport
    ) throws -> Tally {
        let kept = KeptRejectsBox()
        defer { rejects = kept.rejects }
        let (tally, leaves) = try control.value.transaction { connection -> (Tally, LoadLeaves) in
            for (statement, _) in try staging.evolution.changes(of: staging.targetName) {
                try connection.execute(statement)
            }
            let copy = try staging.copyStatement(into: staging.targetName)
            try pipeline(reader, profile, copy, marksRows: false, kept).run(over: connection)
            try confirmPlan(on: connection, staging)
            let tally = reader.tally
            try checkBudget(tally, kept.rejects)
            watch.show(.analyzing)
            try connection.execute("analyze \(sql: staging.targetName)")
            let leaves = try measure(profile, of: reader, in: staging.targetName, staging, tally, kept, on: connection)
            try record.keep(kept.rejects, on: connection)
            try record.keep(kept.repairs, tally.repairs, on: connection)
            var publication = Publication(way: .direct)
            publication.inserted = tally.loaded
            try record.finish(tally, columns(staging), publication, staging.evolution, leaves, on: connection)
            if let replay = request.replay { try markReplayed(replay, on: connection) }
            return (tally, leaves)
        }
        report.quality = leaves.quality
        report.publication = Publication(way: .direct, inserted: tally.loaded)
        return tally
    }

    /// Copies into a hidden table over several connections, and publishes that.
    private func stageAndPublish(
        _ reader: any TableReader, _ profile: TableProfile, _ staging: Staging, _ rejects: inout KeptRejects,
        _ report: inout LoadReport,
        connect: () throws -> Connection
    ) throws -> Tally {
        let staged = try stage(staging, &report)
        let kept = KeptRejectsBox()
        defer { rejects = kept.rejects }
        var note: String?
        let pipeline = pipeline(
            reader, profile, try staging.copyStatement(into: staging.name), marksRows: staging.isMarked, kept)
        report.connections = try pipeline.runChunks(
            of: record.loadID, after: staged, over: control, lanes: request.connections.count
        ) {
            do {
                return Lane(try connect())
            } catch {
                note = "loaded over fewer connections: \((error as? any Failure)?.message ?? "\(error)")"
                return nil
            }
        }
        if let note { report.notes.append(note) }
        let connection = control
        watch.show(.checking)
        try confirmPlan(on: connection.value, staging)
        let sealedAt: Date? = try connection.value.first("select clock_timestamp()") { row in try row[0] }
        var tally = reader.tally
        kept.refusedKeys = try RowChecks(
            staging: staging, key: request.mode.needsKey ? request.key : [], source: content.source, plan: plan
        ).run(
            &kept.rejects, &tally, on: connection.value)
        try checkBudget(tally, kept.rejects)
        let leaves = try measure(profile, of: reader, in: staging.name, staging, tally, kept, on: connection.value)
        report.quality = leaves.quality
        let publisher = Publisher(request: request, loadID: record.loadID, staging: staging) { watch.show($0) }
        report.publication = try publisher.publish(sealedAt: sealedAt ?? Date(), on: connection.value) {
            connection, publication in
            try record.keep(kept.rejects, on: connection)
            try record.keep(kept.repairs, tally.repairs, on: connection)
            try record.finish(tally, columns(staging), publication, staging.evolution, leaves, on: connection)
            if let replay = request.replay { try markReplayed(replay, on: connection) }
        }
        return tally
    }

    /// Makes the staging table, or takes over one that was left behind.
    private func stage(_ staging: Staging, _ report: inout LoadReport) throws -> StagedChunks? {
        var staged: StagedChunks?
        if request.resumes, let found = try StagedChunks.find(for: record.loadID, on: control.value),
            try staging.takeOver(found, by: record.loadID, on: control.value)
        {
            staged = found
            report.resumedRows = found.rowCount
        }
        try record.sweep(on: control.value)
        if staged == nil { try staging.create(on: control.value) }
        return staged
    }

    // MARK: - What is checked on the way

    private func pipeline(
        _ reader: any TableReader, _ profile: TableProfile, _ copy: SQL, marksRows: Bool, _ kept: KeptRejectsBox
    ) -> Pipeline {
        Pipeline(reader: reader, copy: copy, marksRows: marksRows) { batch, tally in
            // Also rows that an earlier load had staged: they are read again, and not sent.
            profile.add(batch)
            for reject in batch.rejects { kept.rejects.append(reject) }
            for repair in batch.repairs where kept.repairs[repair.kind] == nil { kept.repairs[repair.kind] = repair }
            guard request.budget.canStillHold(rejected: tally.rejected) else { throw overBudget(tally, kept.rejects) }
            try presumed?.check()
            watch.show(tally)
        }
    }

    /// Waits for the plan of all rows, and writes down what it says about them.
    private func confirmPlan(on connection: borrowing Connection, _ staging: Staging) throws {
        guard let presumed else { return }
        var plan = plan
        plan.takeEvidence(of: try presumed.confirm().plan)
        try record.describe(content, plan, stagedAs: staging.signature, on: connection)
    }

    private func checkBudget(_ tally: Tally, _ rejects: KeptRejects) throws {
        if let replay = request.replay { try checkReplay(replay, tally, rejects) }
        guard request.budget.allows(rejected: tally.rejected, of: tally.loaded + tally.rejected) else {
            throw overBudget(tally, rejects)
        }
    }

    private func overBudget(_ tally: Tally, _ rejects: KeptRejects) -> LoadFailure {
        .overBudget(
            rejected: tally.rejected, records: tally.loaded + tally.rejected, budget: request.budget,
            first: rejects.rejects.prefix(5).map { "line \($0.line): \($0.column.map { "\($0): " } ?? "")\($0.reason)" }
        )
    }

    /// The columns of the table as it is after the load, as the mesh is told of them.
    private func columns(_ staging: Staging) -> JSON {
        let labels = Dictionary(table.columns.map { ($0.name, $0.label) }) { first, _ in first }
        let widened = Dictionary(staging.evolution.widened.map { ($0.name, $0.to) }) { first, _ in first }
        var all: [TargetTable.Column]
        if let old = staging.source {
            all = old.columns.map { .init(name: $0.name, type: widened[$0.name] ?? $0.type) } + staging.evolution.added
        } else {
            all = table.columns.map { .init(name: $0.name, type: $0.type.sql) }
            if request.mode == .history {
                all += [
                    .init(name: "valid_from", type: "timestamp with time zone"),
                    .init(name: "valid_to", type: "timestamp with time zone"),
                    .init(name: "is_current", type: "boolean"),
                ]
            }
        }
        return .array(
            all.enumerated().map { index, column -> JSON in
                [
                    "ordinal": .number(String(index + 1)), "name": .string(column.name), "type": .string(column.type),
                    "label": .string(labels[column.name] ?? column.name),
                ]
            })
    }

    /// Whether a failure is of the connection or of the server's life or room, so that what is staged is still good.
    private static func wasCutShort(_ error: any Error) -> Bool {
        if error is ConnectionFailure { return true }
        guard let state = (error as? ServerFailure)?.sqlState else { return false }
        return state.conditionClass == "57" || state.conditionClass == "08" || state == .diskFull
    }
}

/// Refused records, and the first mended one of each kind, that a closure collects.
final class KeptRejectsBox {
    var rejects = KeptRejects()
    var repairs: [Repair.Kind: Repair] = [:]
    var refusedKeys: [RejectReason: Int] = [:]
}
