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
        // A file that cannot be opened is no load yet; an address that does not answer is one that failed, and so is
        // a declared source, of which a night has to be told.
        let file = request.origin.isAddress || request.declaredAs != nil ? nil : try open(limits)
        let deadline = start + request.patience
        let control = Lane(try connection(until: deadline, connect))
        let record = try LoadRecord.begin(request, on: control.value)
        var rejects = KeptRejects()
        defer { record.release(on: control.value) }
        do {
            try record.hold(request, until: deadline, on: control.value) { progress(LoadProgress(.waiting($0))) }
            let source = try file ?? open(limits)
            let watch = SourceWatch(source, progress)
            let existing = try TargetTable.inspect(schema: request.schema, name: request.table, in: control.value)
            let reading = SourceReading(request, onto: existing)
            // It looks at all rows from here on, beside the digest and whatever follows.
            let presumed = try PresumedPlan(of: source, reading: reading)
            watch.phase = .examining
            let content = try Content(of: source)
            watch.phase = .sniffing
            var found = try presumed?.presumed ?? reading.plan(of: source)
            watch.phase = .reading
            var run = LoadRun(request, record, content, found.plan, control, watch, presumed: presumed)
            var report: LoadReport
            do {
                report = try run.fill(&rejects, connect: connect)
                if let presumed, report.outcome == .loaded { found = try presumed.confirm() }
            } catch let refuted as PresumedPlan.Refuted {
                rejects = KeptRejects()
                watch.phase = .reading
                found = refuted.found
                run = LoadRun(request, record, content, found.plan, control, watch)
                report = try run.fill(&rejects, connect: connect)
            }
            report.drift = found.drift
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
}
