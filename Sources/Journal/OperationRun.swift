import Vocabulary

/// The steps of one operation, forward or backward, under a session that holds it.
struct OperationRun<P: Procedure> {
    private let procedure: P
    private let session: JournalSession
    private let context: P.Context
    private let watch: (JournalEvent) -> Void

    init(_ procedure: P, session: JournalSession, context: P.Context, watch: @escaping (JournalEvent) -> Void) {
        self.procedure = procedure
        self.session = session
        self.context = context
        self.watch = watch
    }

    /// Does the steps that are not done.
    ///
    /// - Parameter confirmed: whether a step that waits to be confirmed is done too.
    func forward(confirmed: Bool) throws -> Operation {
        let records = try inspect()
        try keepingFailure(undoing: false) { way in
            try session.open(undoing: false)
            for (position, step) in P.steps.enumerated() where records[position].state != .done {
                if case .confirmed = step.kind, !confirmed {
                    watch(.waiting(before: step.name, description: step.description))
                    return try session.wait()
                }
                watch(.began(step: step.name, description: step.description))
                let isPointOfNoReturn = if case .pointOfNoReturn = step.kind { true } else { false }
                try session.begin(position, isPointOfNoReturn: isPointOfNoReturn)
                if isPointOfNoReturn {
                    way.isPastReturn = true
                    watch(.open(way))
                }
                Failpoint.reach(.before, of: step.name, in: P.kind)
                let detail = try step.run(procedure, stepContext(position))
                Failpoint.reach(.after, of: step.name, in: P.kind)
                try session.finish(position, detail: detail)
                watch(.done(step: step.name))
            }
            try session.end(.completed)
        }
        return try session.inspect().operation
    }

    /// Takes back the steps that were begun, the last first.
    func backward() throws -> Operation {
        let records = try inspect()
        let reached = zip(P.steps, records).first { step, record in
            if case .pointOfNoReturn = step.kind { record.state == .running || record.state == .done } else { false }
        }
        if let reached {
            let found = try session.inspect().operation
            try session.release()
            throw JournalFailure.pastReturn(found, step: reached.0.name)
        }
        let (operation, _) = try session.inspect()
        if !operation.isUndoing {
            do {
                for (position, step) in P.steps.enumerated().reversed()
                where records[position].state == .running || records[position].state == .done {
                    try step.mayUndo?(procedure, stepContext(position))
                }
            } catch {
                try session.release()
                throw error
            }
        }
        try keepingFailure(undoing: true) { _ in
            try session.open(undoing: true)
            for position in P.steps.indices.reversed() {
                let state = records[position].state
                guard state == .running || state == .done else { continue }
                let step = P.steps[position]
                Failpoint.reach(.undoBefore, of: step.name, in: P.kind)
                try step.undo?(procedure, stepContext(position))
                Failpoint.reach(.undoAfter, of: step.name, in: P.kind)
                try session.undo(position)
                watch(.undone(step: step.name))
            }
            try session.end(.undone)
        }
        return try session.inspect().operation
    }

    /// The steps as they are kept, once it is sure that they are this program's.
    private func inspect() throws -> [Operation.StepRecord] {
        let (operation, records) = try session.inspect()
        guard records.map(\.name) == P.steps.map(\.name) else {
            try session.release()
            throw JournalFailure.otherProgram(number: operation.number, kind: operation.kind)
        }
        return records
    }

    private func stepContext(_ position: Int) -> StepContext<P> {
        StepContext(
            values: context, operation: session.operation, session: session, position: position, watch: watch)
    }

    /// Does steps, tells meanwhile how to go on from where they are, and keeps why they stopped.
    private func keepingFailure(undoing isUndoing: Bool, _ body: (inout WayOn) throws -> Void) throws {
        var way = try session.inspect().operation.wayOn
        way.isUndoing = isUndoing
        watch(.open(way))
        do {
            try body(&way)
            watch(.open(nil))
        } catch {
            // A journal that cannot be written any more does not hide why.
            try? session.fail("\(error)")
            watch(.open(nil))
            watch(.stopped(way))
            throw error
        }
    }
}
