import Formats
import Postgres
import Vocabulary

extension LoadRun {
    func pipeline(
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
    func confirmPlan(on connection: borrowing Connection, _ staging: Staging) throws {
        guard let presumed else { return }
        var plan = plan
        plan.takeEvidence(of: try presumed.confirm().plan)
        try record.describe(content, plan, stagedAs: staging.signature, on: connection)
    }

    func checkBudget(_ tally: Tally, _ rejects: KeptRejects) throws {
        if let replay = request.replay { try checkReplay(replay, tally, rejects) }
        guard request.budget.allows(rejected: tally.rejected, of: tally.loaded + tally.rejected) else {
            throw overBudget(tally, rejects)
        }
    }

    private func overBudget(_ tally: Tally, _ rejects: KeptRejects) -> LoadFailure {
        .overBudget(
            rejected: tally.rejected, records: tally.loaded + tally.rejected, budget: request.budget,
            source: "\(request.origin)",
            first: rejects.rejects.prefix(5).map { reject in
                let value = reject.value.map { ": \(quoted(String($0.prefix(60))))" } ?? ""
                return "line \(reject.line): \(reject.column.map { "\($0): " } ?? "")\(reject.reason)\(value)"
            })
    }
}
