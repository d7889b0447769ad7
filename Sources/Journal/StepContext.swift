package import Vocabulary

/// What a step has at hand while it runs.
package struct StepContext<P: Procedure> {
    /// What the procedure was started with.
    package let values: P.Context

    /// The number of the operation.
    package let operation: Int

    let session: JournalSession
    let position: Int
    let watch: (JournalEvent) -> Void

    /// What a step keeps: an earlier one's result, or what this one last reported before it died.
    package func detail(of step: String) -> JSON? {
        session.details[step]
    }

    /// Keeps how far the step is, for `socle operation show` and for a run that goes on with it.
    package func report(_ detail: JSON) throws {
        try session.keep(detail, ofStep: position)
        watch(.reported(step: P.steps[position].name, detail))
    }
}
