import Formats
import Threads

/// The plan by which a load of a long file begins while another thread finds out whether all rows agree with it.
///
/// Rows that were read by it are shown to nobody before ``confirm()`` has returned.
final class PresumedPlan {
    /// As the beginning of the file tells it.
    let presumed: SourceReading.Found

    private let whole = Monitor<Result<SourceReading.Found, any Error>?>(nil)

    /// All rows say something else.
    struct Refuted: Error {
        /// What all rows say.
        let found: SourceReading.Found
    }

    /// Begins; nil for a source that is better looked at as a whole first.
    init?(of source: any ByteSource, reading: SourceReading) throws {
        guard reading.mayForetell, let file = source as? any FileBackedSource,
            let beginning = try TextBeginning(of: source, options: reading.options),
            // What is wrong with the beginning is told where all of it is looked at.
            var presumed = try (try? reading.find(in: beginning.source)).map(reading.declared),
            let plan = beginning.foretold(presumed.plan)
        else { return nil }
        presumed.plan = plan
        self.presumed = presumed
        let (whole, again) = (whole, Handed(try FileSource(path: file.path, name: file.name)))
        let thread = Thread {
            let found = Result { try reading.plan(of: again.value) }
            whole.update { $0 = found }
        }
        if thread == nil { return nil }
    }

    /// Stops a load as soon as it is known that its plan is not that of all rows.
    ///
    /// - Throws: ``Refuted``, and what looking at all rows throws.
    func check() throws {
        if let found = whole.update({ $0 }) { _ = try compare(found) }
    }

    /// Waits until all rows have been looked at.
    ///
    /// - Returns: what all rows say, which is read as the presumed plan was.
    /// - Throws: ``Refuted``, and what looking at all rows throws.
    func confirm() throws -> SourceReading.Found { try compare(whole.wait { $0 }) }

    private func compare(_ result: Result<SourceReading.Found, any Error>) throws -> SourceReading.Found {
        let found = try result.get()
        guard found.plan.reads(like: presumed.plan) else { throw Refuted(found: found) }
        return found
    }
}
