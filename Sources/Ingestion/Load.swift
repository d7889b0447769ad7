package import Formats
import FoundationEssentials
package import HTTPClient
package import Postgres
import Vocabulary

/// One run of a load, on a connection of the tenant's ETL login.
///
/// The run is recorded before it begins and after it ended; everything
/// between is one transaction. A run that is killed leaves a line of history
/// and nothing else, and a run that fails leaves that and its rejects.
package struct Load {
    private let request: LoadRequest
    private let progress: (Tally) -> Void

    /// - Parameter progress: called after each batch of rows with what was read so far.
    package init(_ request: LoadRequest, progress: @escaping (Tally) -> Void = { _ in }) {
        self.request = request
        self.progress = progress
    }

    /// Loads.
    ///
    /// **Runs as** `<tenant>_etl`, which acts as the tenant's owner.
    /// **Cost** three passes over the source; memory that its size does not change.
    ///
    /// - Throws: ``LoadFailure``, a failure of the source, or of the server.
    package func run(
        on connection: borrowing Connection, limits: HTTPLimits = HTTPLimits()
    ) throws -> LoadReport {
        let start = ContinuousClock.now
        // A file that cannot be opened is no load yet; an address that does not answer is one that failed.
        let file: (any ByteSource)? =
            if case .file(let path) = request.origin { try FileSource(path: path) } else { nil }
        let loadID = try begin(on: connection)
        var rejects = KeptRejects()
        do {
            let source: any ByteSource
            if let file {
                source = file
            } else if case .address(let address) = request.origin {
                source = try FetchedFile.fetch(address, limits: limits)
            } else {
                preconditionFailure("an origin is a file or an address")
            }
            let content = try Content(of: source)
            var plan = try SourcePlan(sniffing: source, options: request.options)
            plan.tables[0] = try plan.tables[0].declaring(request.types, of: source.name)
            guard !plan.tables[0].columns.isEmpty else { throw LoadFailure.noRows(source: source.name) }
            try describe(loadID, content, plan, on: connection)
            let filling = try connection.transaction { connection in
                try fill(loadID, content, plan, &rejects, on: connection)
            }
            return report(loadID, filling, content, plan, rejects, duration: .now - start)
        } catch {
            let failure = error as? any Failure
            recordFailure(loadID, failure, rejects, on: connection)
            throw error
        }
    }

    /// What became of the table.
    private enum Filling {
        case loaded(Tally)
        /// The rows are there already, by an earlier load.
        case unchanged(EarlierLoad)
    }

    private func report(
        _ loadID: UUID, _ filling: Filling, _ content: Content, _ plan: SourcePlan, _ rejects: KeptRejects,
        duration: Duration
    ) -> LoadReport {
        var report = LoadReport(
            loadID: loadID, outcome: .loaded, schema: request.schema, table: request.table, plan: plan, tally: nil,
            byteCount: content.byteCount, duration: duration, firstRejects: Array(rejects.rejects.prefix(5)))
        switch filling {
        case .loaded(let tally):
            report.tally = tally
            report.notes += plan.warnings
            if rejects.omitted > 0 {
                report.notes.append(
                    "\(rejects.omitted) of \(tally.rejected) rejects are counted but not kept: they are too many")
            }
        case .unchanged(let earlier):
            report.outcome = .unchanged
            report.notes.append(
                "not loaded again: the same content as load \(earlier), read the same way; --force loads it")
        }
        return report
    }

    private func fill(
        _ loadID: UUID, _ content: Content, _ plan: SourcePlan, _ rejects: inout KeptRejects,
        on connection: borrowing Connection
    ) throws -> Filling {
        do {
            try connection.execute("select socle.lock_dataset(\(loadID))")
        } catch SQLState.lockNotAvailable {
            throw LoadFailure.running(table: "\(request.schema).\(request.table)")
        }
        let existing = try TargetTable.inspect(schema: request.schema, name: request.table, in: connection)
        if existing != nil, !request.isForced,
            let earlier = try EarlierLoad.find(sameAs: loadID, request, on: connection)
        {
            try connection.execute("select socle.end_load(\(loadID), 'unchanged', null, null)")
            return .unchanged(earlier)
        }
        let types = try existing?.leadingTypes(for: plan.tables[0], declared: request.types) ?? [:]
        let reader = try plan.reader(of: content.source, types: types)
        let staging = try Staging(request, plan: plan.tables[0], replacing: existing, loadID: loadID)
        try staging.create(on: connection)
        let sent = try copy(reader, into: staging, &rejects, on: connection)
        let tally = reader.tally
        guard sent == tally.loaded else { throw LoadFailure.lostCount }
        guard request.budget.allows(rejected: tally.rejected, of: tally.loaded + tally.rejected) else {
            throw overBudget(tally, rejects)
        }
        try staging.publish(mode: request.mode, on: connection)
        try record(rejects, of: loadID, on: connection)
        try finish(loadID, tally, reader.columns, on: connection)
        return .loaded(tally)
    }

    /// - Returns: how many rows the server took.
    private func copy(
        _ reader: any TableReader, into staging: Staging, _ rejects: inout KeptRejects,
        on connection: borrowing Connection
    ) throws -> Int {
        var batch = RowBatch()
        return try connection.copyIn(
            "copy \(identifier: request.schema, staging.table) (\(sql: staging.columnNames)) from stdin (format binary)"
        ) { writer in
            try writer.write(BinaryCopy.header)
            while try reader.read(into: &batch) {
                try batch.withBytes { try writer.write($0) }
                for reject in batch.rejects { rejects.append(reject) }
                guard request.budget.canStillHold(rejected: reader.tally.rejected) else {
                    throw overBudget(reader.tally, rejects)
                }
                progress(reader.tally)
            }
            try writer.write(BinaryCopy.trailer)
        }
    }

    private func overBudget(_ tally: Tally, _ rejects: KeptRejects) -> LoadFailure {
        .overBudget(
            rejected: tally.rejected, records: tally.loaded + tally.rejected, budget: request.budget,
            first: rejects.rejects.prefix(5).map { "line \($0.line): \($0.column.map { "\($0): " } ?? "")\($0.reason)" }
        )
    }
}

// MARK: - What the platform keeps of a load

extension Load {
    private func begin(on connection: borrowing Connection) throws -> UUID {
        do {
            let loadID: UUID? = try connection.first(
                """
                select socle.begin_load(\(request.schema), \(request.table), \(request.origin.description),
                    \(request.mode.rawValue))
                """
            ) { row in try row[0] }
            guard let loadID else { throw LoadFailure.lostCount }
            return loadID
        } catch SQLState.insufficientPrivilege {
            let login: String? = try connection.first("select session_user::text") { row in try row[0] }
            throw LoadFailure.notOwnSchema(schema: request.schema.text, login: login ?? "")
        }
    }

    private func describe(
        _ loadID: UUID, _ content: Content, _ plan: SourcePlan, on connection: borrowing Connection
    ) throws {
        try connection.execute(
            "select socle.describe_load(\(loadID), \(content.sha256), \(content.byteCount), \(plan.json))")
    }

    private func finish(
        _ loadID: UUID, _ tally: Tally, _ columns: [PlanColumn], on connection: borrowing Connection
    ) throws {
        let described = columns.enumerated().map { index, column -> JSON in
            [
                "ordinal": .number(String(index + 1)), "name": .string(column.name), "type": .string(column.type.sql),
                "label": .string(column.label),
            ]
        }
        try connection.execute(
            """
            select socle.finish_load(\(loadID), \(tally.records), \(tally.loaded), \(tally.rejected),
                \(tally.ignored), \(JSON.array(described)))
            """)
    }

    private func record(_ kept: KeptRejects, of loadID: UUID, on connection: borrowing Connection) throws {
        try RejectRecords(kept.rejects).forEachPart { part in
            try connection.execute("select socle.record_rejects(\(loadID), \(part))")
        }
    }

    /// Keeps what can be kept of a failure; the failure itself is what the caller hears of.
    private func recordFailure(
        _ loadID: UUID, _ failure: (any Failure)?, _ rejects: KeptRejects, on connection: borrowing Connection
    ) {
        if connection.isLost { return }
        // The next load of the table marks a run of which nothing could be recorded as interrupted.
        try? connection.transaction { connection in
            try record(rejects, of: loadID, on: connection)
            try connection.execute(
                """
                select socle.end_load(\(loadID), 'failed', \(failure?.code.text ?? "unknown"),
                    \(failure?.message ?? "the load ended early"))
                """)
        }
    }
}
