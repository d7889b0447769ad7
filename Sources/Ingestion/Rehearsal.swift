package import Formats
package import HTTPClient
package import Postgres
import Vocabulary

/// What a load would do, found out without writing anything.
package struct Rehearsal {
    /// The source, to be looked at once more.
    package let content: any ByteSource
    /// Whether a plan that was kept was laid onto the source.
    package let followsPlan: Bool
    package let plan: SourcePlan
    package let drift: [PlanDrift]
    /// The table, as people name it.
    package let table: String
    package let mode: LoadMode
    /// Whether the table is there already.
    package let exists: Bool
    package let added: [String]
    package let widened: [String]
    /// Columns of the table that the source lacks.
    package let missing: [String]
    /// Columns of the source that do not go into the table.
    package let discarded: [String]
    package let tally: Tally
    package let firstRejects: [Reject]
    /// Why the load would be refused for its rejects; nil when they are within the budget.
    package let refusal: LoadFailure?

    /// How many rejects are kept for people to look at.
    static let mostRejects = 20
}

extension Load {
    /// Reads all of the source as the load would, and compares with the table that is there.
    ///
    /// Nothing is written to the database, not even that somebody tried. Keys
    /// that occur twice are only found by the load itself.
    ///
    /// - Throws: what the load would throw before it sends a row.
    package func rehearse(limits: HTTPLimits = FetchedFile.limits, connect: () throws -> Connection) throws -> Rehearsal
    {
        let source = try open(limits)
        let watch = SourceWatch(source, progress)
        watch.phase = .sniffing
        let connection = try connect()
        let existing = try TargetTable.inspect(schema: request.schema, name: request.table, in: connection)
        let found = try SourceReading(request, onto: existing).plan(of: source)
        var plan = found.plan
        if let existing { plan.tables[0] = plan.tables[0].addingStatuses(knownTo: existing.columns.map(\.name)) }
        let own = Set(request.mode == .history ? KeyedRows.periodColumns : [])
        let evolution =
            try existing.map {
                try Evolution(request.evolution, of: plan.tables[0], onto: $0, declared: request.types, own: own)
            } ?? Evolution()
        watch.phase = .reading
        let reader = try plan.reader(
            of: source, types: evolution.types, discardsValues: request.evolution == .discardValue)
        // Rows that the load itself refuses when all of them are staged.
        let discarded = request.evolution == .discardRow ? evolution.discarded : []
        let refused = reader.columns.indices.filter { discarded.contains(reader.columns[$0].name) }
        var batch = RowBatch(marksRows: !refused.isEmpty)
        var rejects: [Reject] = []
        var late: [Reject] = []
        var lateCount = 0
        while try reader.read(into: &batch) {
            rejects += batch.rejects.prefix(max(0, Rehearsal.mostRejects - rejects.count))
            for row in refused.isEmpty ? [] : batch.cells {
                guard let index = refused.first(where: { row[$0 + Staging.marks.count] != nil }) else { continue }
                lateCount += 1
                guard late.count < Rehearsal.mostRejects, let line = row[0].flatMap({ Int($0) }),
                    let offset = row[1].flatMap({ Int($0) })
                else { continue }
                late.append(
                    Reject(
                        line: line, byteOffset: offset, column: reader.columns[index].name,
                        value: row[index + Staging.marks.count], reason: .unknownColumn, rawLine: ""))
            }
            watch.show(reader.tally)
        }
        try plan.forEachRecord(of: source, at: late.map(\.byteOffset)) { index, text in late[index].rawLine = text }
        rejects += late.prefix(Rehearsal.mostRejects - rejects.count)
        var tally = reader.tally
        tally.refuse(lateCount)
        let records = tally.loaded + tally.rejected
        let isWithin = request.budget.allows(rejected: tally.rejected, of: records)
        return Rehearsal(
            content: source, followsPlan: request.keptPlan != nil, plan: plan, drift: found.drift, table: request.name,
            mode: request.mode,
            exists: existing != nil,
            added: evolution.added.map { "\($0.name) \($0.type)" },
            widened: evolution.widened.map { "\($0.name) from \($0.from) to \($0.to)" },
            missing: evolution.missing, discarded: evolution.discarded, tally: tally, firstRejects: rejects,
            refusal: isWithin
                ? nil : .overBudget(rejected: tally.rejected, records: records, budget: request.budget, first: []))
    }
}
