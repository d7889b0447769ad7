import Formats
import FoundationEssentials
package import HTTPClient
package import Postgres
import Threads
import Vocabulary

/// One run of a load, on connections of the tenant's ETL login.
///
/// The run is recorded before it begins and after it ended. Rows go into a
/// hidden table, chunk by chunk, and become visible in one transaction. A run
/// that is killed leaves a line of history and that hidden table, which the
/// next one takes over.
package struct Load {
    let request: LoadRequest
    let progress: (LoadProgress) -> Void

    /// - Parameter progress: called whenever something was read.
    package init(_ request: LoadRequest, progress: @escaping (LoadProgress) -> Void = { _ in }) {
        self.request = request
        self.progress = progress
    }

    /// Loads.
    ///
    /// **Runs as** `<tenant>_etl`, which acts as the tenant's owner.
    /// **Cost** passes over the source for digest, sniffing and rows, those of a long one beside each other; memory that
    /// its size does not change.
    ///
    /// - Parameter connect: opens a connection of the login; called once, and again for each further one.
    /// - Throws: ``LoadFailure``, a failure of the source, or of the server.
    package func run(limits: HTTPLimits = FetchedFile.limits, connect: () throws -> Connection) throws -> LoadReport {
        let start = ContinuousClock.now
        // A file that cannot be opened is no load yet; an address that does not answer is one that failed.
        let file: (any ByteSource)? = if case .address = request.origin { nil } else { try open(limits) }
        let deadline = start + request.patience
        let control = Lane(try connection(until: deadline, connect))
        let record = try LoadRecord.begin(request, on: control.value)
        var rejects = KeptRejects()
        defer { record.release(on: control.value) }
        do {
            try record.hold(request, until: deadline, on: control.value) { progress(LoadProgress(.waiting($0))) }
            let source = try file ?? open(limits)
            let watch = SourceWatch(source, progress)
            watch.phase = .examining
            let content = try Content(of: source)
            watch.phase = .sniffing
            let presumed = try presumedPlan(of: source)
            let existing = try TargetTable.inspect(schema: request.schema, name: request.table, in: control.value)
            let (plan, drift) = try presumed.map { (try declared($0.plan), []) } ?? plan(of: source, onto: existing)
            watch.phase = .reading
            var run = LoadRun(request, record, content, plan, control, watch, presumed: presumed)
            var report: LoadReport
            do {
                report = try run.fill(&rejects, connect: connect)
            } catch let refuted as PresumedPlan.Refuted {
                rejects = KeptRejects()
                watch.phase = .reading
                run = LoadRun(request, record, content, try declared(chosen(refuted.plan)), control, watch)
                report = try run.fill(&rejects, connect: connect)
            }
            report.drift = drift
            report.duration = .now - start
            return report
        } catch {
            // What a replay refuses is kept already, and waits on.
            if request.replay != nil { rejects = KeptRejects() }
            record.keep(error as? any Failure, rejects, on: control.value)
            throw error
        }
    }

    /// Opens the first connection; where others have all that the login may have, it is waited for as for the table.
    private func connection(
        until deadline: ContinuousClock.Instant, _ connect: () throws -> Connection
    ) throws -> Connection {
        var isWaiting = false
        while true {
            do {
                return try connect()
            } catch let failure as ConnectionFailure where failure.kind == .busy {
                let rest = deadline - .now
                guard rest > .zero else { throw failure }
                if !isWaiting { progress(LoadProgress(.waiting(nil))) }
                isWaiting = true
                pause(for: min(rest, .seconds(1)))
            }
        }
    }

    /// Opens the source, fetching it where it has an address.
    func open(_ limits: HTTPLimits) throws -> any ByteSource {
        if request.origin.isReadOnce { progress(LoadProgress(.fetching)) }
        return try request.origin.open(limits)
    }

    /// The plan of a long file that is to be sniffed, as its beginning tells it.
    private func presumedPlan(of source: any ByteSource) throws -> PresumedPlan? {
        guard request.plan == nil, request.keptPlan == nil, request.tableNumber == 1 else { return nil }
        return try PresumedPlan(of: source, options: sniffOptions)
    }

    private var sniffOptions: SniffOptions {
        var options = request.options
        if request.mode == .history { options.takenNames.formUnion(KeyedRows.periodColumns) }
        options.takenNames.formUnion(Staging.marks)
        return options
    }

    /// How the source is read: as was said, as a kept plan fits it, or as is found out from all of it.
    func plan(of source: any ByteSource, onto table: TargetTable? = nil) throws -> (SourcePlan, [PlanDrift]) {
        if let letter = request.plan { return (try declared(letter), []) }
        guard let kept = request.keptPlan else {
            return (try declared(chosen(SourcePlan(sniffing: source, options: sniffOptions))), [])
        }
        let fitted = try FittedPlan(kept, table: request.tableNumber, onto: source, options: sniffOptions)
        let (plan, drift) = try fitted.plan(
            under: request.evolution, of: source.name, onto: Set(table?.columns.map(\.name) ?? []))
        return (try declared(plan, without: Set(fitted.missing.map(\.name))), drift)
    }

    /// A plan of the one table that is meant.
    private func chosen(_ plan: SourcePlan) throws -> SourcePlan {
        var plan = plan
        plan.tables = [try plan.table(request.tableNumber)]
        return plan
    }

    /// A plan with what the request says of its columns.
    private func declared(_ plan: SourcePlan, without missing: Set<String> = []) throws -> SourcePlan {
        var plan = plan
        let source = request.origin.description
        let types = request.types.filter { !missing.contains($0.key) }
        plan.tables[0] = try plan.tables[0].declaring(types, of: source)
        let columns = plan.tables[0].columns
        guard !columns.isEmpty else { throw LoadFailure.noRows(source: source) }
        if request.mode.needsKey {
            let unknown = request.key.filter { name in !columns.contains { $0.name == name } }
            guard !request.key.isEmpty, unknown.isEmpty else {
                throw LoadFailure.noKey(mode: request.mode, unknown: unknown, columns: columns.map(\.name))
            }
        }
        return plan
    }
}
