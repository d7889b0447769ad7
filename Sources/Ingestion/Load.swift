package import Formats
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
    private let progress: (Tally) -> Void

    /// - Parameter progress: called after each batch of rows with what was read so far.
    package init(_ request: LoadRequest, progress: @escaping (Tally) -> Void = { _ in }) {
        self.request = request
        self.progress = progress
    }

    /// Loads.
    ///
    /// **Runs as** `<tenant>_etl`, which acts as the tenant's owner.
    /// **Cost** four passes over the source, two of them beside the sending of its rows when it is long, and two
    /// in all when its plan is given; memory that its size does not change.
    ///
    /// - Parameter connect: opens a connection of the login; called once, and again for each further one.
    /// - Throws: ``LoadFailure``, a failure of the source, or of the server.
    package func run(limits: HTTPLimits = HTTPLimits(), connect: () throws -> Connection) throws -> LoadReport {
        let start = ContinuousClock.now
        // A file that cannot be opened is no load yet; an address that does not answer is one that failed.
        let file: (any ByteSource)? =
            if case .file(let path) = request.origin { try FileSource(path: path) } else { nil }
        let control = Lane(try connect())
        let record = try LoadRecord.begin(request, on: control.value)
        var rejects = KeptRejects()
        defer { record.release(on: control.value) }
        do {
            let source: any ByteSource =
                switch request.origin {
                case .address(let address): try FetchedFile.fetch(address, limits: limits)
                case .text(let bytes, let name): MemorySource(bytes, name: name)
                case .file(let path): try file ?? FileSource(path: path)
                }
            let content = try Content(of: source)
            let options = sniffOptions
            let presumed = request.plan == nil ? try PresumedPlan(of: source, options: options) : nil
            let plan = try request.plan ?? presumed?.plan ?? SourcePlan(sniffing: source, options: options)
            var run = LoadRun(
                request, record, content, try declared(plan), control, presumed: presumed, progress: progress)
            var report: LoadReport
            do {
                report = try run.fill(&rejects, connect: connect)
            } catch let refuted as PresumedPlan.Refuted {
                rejects = KeptRejects()
                run = LoadRun(request, record, content, try declared(refuted.plan), control, progress: progress)
                report = try run.fill(&rejects, connect: connect)
            }
            report.duration = .now - start
            return report
        } catch {
            record.keep(error as? any Failure, rejects, on: control.value)
            throw error
        }
    }

    private var sniffOptions: SniffOptions {
        var options = request.options
        if request.mode == .history { options.takenNames.formUnion(KeyedRows.periodColumns) }
        options.takenNames.formUnion(Staging.marks)
        return options
    }

    /// A plan with what the request says about its columns.
    private func declared(_ plan: SourcePlan) throws -> SourcePlan {
        var plan = plan
        plan.tables[0] = try plan.tables[0].declaring(request.types, of: request.origin.description)
        let columns = plan.tables[0].columns
        guard !columns.isEmpty else { throw LoadFailure.noRows(source: request.origin.description) }
        if request.mode.needsKey {
            let unknown = request.key.filter { name in !columns.contains { $0.name == name } }
            guard !request.key.isEmpty, unknown.isEmpty else {
                throw LoadFailure.noKey(mode: request.mode, unknown: unknown, columns: columns.map(\.name))
            }
        }
        return plan
    }
}
