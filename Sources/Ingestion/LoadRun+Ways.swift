import Formats
import FoundationEssentials
import Postgres
import Threads
import Vocabulary

extension LoadRun {
    /// Whether rows go straight into the table.
    func isDirect(_ staging: Staging) -> Bool {
        request.mode == .append && staging.source != nil && staging.shape == .successor
    }

    /// Copies straight into the table that is there, in one transaction.
    func append(
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
            let publication = Publication(way: .direct, inserted: tally.loaded)
            try settle(tally, kept, staging, publication, leaves, on: connection)
            return (tally, leaves)
        }
        report.quality = leaves.quality
        report.publication = Publication(way: .direct, inserted: tally.loaded)
        return tally
    }

    /// Copies into a hidden table over several connections, and publishes that.
    func stageAndPublish(
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
        // A record that was refused may be that of any row: what the source does not hold is not known then.
        let unknown = tally.rejected - kept.refusedKeys.values.reduce(0, +)
        if request.deletesMissing, unknown > 0 {
            report.notes.append(
                "no row was \(request.mode == .merge ? "deleted" : "ended") for missing from the source: it may be that of a refused record"
            )
        }
        let publisher = Publisher(
            request: request, loadID: record.loadID, staging: staging,
            deletesMissing: request.deletesMissing && unknown == 0
        ) { watch.show($0) }
        report.publication = try publisher.publish(sealedAt: sealedAt ?? Date(), on: connection.value) {
            connection, publication in
            try settle(tally, kept, staging, publication, leaves, on: connection)
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

    /// Keeps what became of the records, in the transaction that shows their rows.
    private func settle(
        _ tally: Tally, _ kept: KeptRejectsBox, _ staging: Staging, _ publication: Publication, _ leaves: LoadLeaves,
        on connection: borrowing Connection
    ) throws {
        try record.keep(kept.rejects, on: connection)
        try record.keep(kept.repairs, tally.repairs, on: connection)
        try record.finish(tally, columns(staging), publication, staging.evolution, leaves, on: connection)
        if let replay = request.replay { try markReplayed(replay, on: connection) }
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
}
