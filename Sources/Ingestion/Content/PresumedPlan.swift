import Formats
import Threads

/// The plan by which a load of a long file begins while another thread finds out whether all rows agree with it.
///
/// Rows that were read by it are shown to nobody before ``confirm()`` has returned.
final class PresumedPlan {
    /// As the beginning of the file tells it.
    let plan: SourcePlan

    private let found = Monitor<Result<SourcePlan, any Error>?>(nil)

    /// All rows say something else.
    struct Refuted: Error {
        /// The plan of all rows.
        let plan: SourcePlan
    }

    /// Begins; nil for a source that is better sniffed as a whole first.
    init?(of source: any ByteSource, options: SniffOptions) throws {
        guard let path = (source as? any FileBackedSource)?.path,
            let plan = try SourcePlan.foretell(source, options: options)
        else { return nil }
        self.plan = plan
        let found = found
        let thread = Thread {
            let whole = Result { try SourcePlan(sniffing: FileSource(path: path), options: options) }
            found.update { $0 = whole }
        }
        if thread == nil { return nil }
    }

    /// Stops a load as soon as it is known that its plan is not that of all rows.
    ///
    /// - Throws: ``Refuted``, and what sniffing throws.
    func check() throws {
        if let whole = found.update({ $0 }) { _ = try compare(whole) }
    }

    /// Waits until all rows have been looked at.
    ///
    /// - Returns: the plan of all rows, which reads them as the presumed one did.
    /// - Throws: ``Refuted``, and what sniffing throws.
    func confirm() throws -> SourcePlan { try compare(found.wait { $0 }) }

    private func compare(_ whole: Result<SourcePlan, any Error>) throws -> SourcePlan {
        let whole = try whole.get()
        guard whole.reads(like: plan) else { throw Refuted(plan: whole) }
        return whole
    }
}
