import Adoption
import Audit
import FoundationEssentials
import Ingestion
import Journal
import Postgres
import Tenancy
import Vocabulary

extension TenantAdoption {
    typealias Run = StepContext<TenantAdoption>

    var names: TenantNames { TenantNames(identifier) }

    // MARK: Audit

    func audit(_ context: Run) throws -> JSON? {
        let audit = try context.values.audit(source, password: password(context)) { table, place, count in
            try context.report(["table": .string(table.title), "place": JSON(place + 1), "of": JSON(count)])
        }
        try write(audit.report(source: source.description))
        return try JSON(encoding: audit)
    }

    private func password(_ context: Run) throws -> String? {
        try context.values.sourcePassword(of: tenant)
    }

    private func found(_ context: Run) throws -> SourceAudit {
        try context.detail(of: "audit").required(SourceAudit.self)
    }

    // MARK: Cleaning

    func clean(_ context: Run) throws -> JSON? {
        let audit = try found(context)
        let proposal = try context.values.proposal(
            for: audit, plan: plan, source: source, themes: themes, tenant: identifier)
        try write(proposal.report)
        try writeFile("\(reports)/plan-followed.yml", proposal.plan.yaml(), mode: 0o600)
        return try JSON(encoding: KeptPlan(plan: proposal.plan, existing: proposal.existing))
    }

    /// What the cleaning step keeps for those behind it.
    private struct KeptPlan: Codable {
        let plan: AdoptionPlan
        /// Names that were taken before anything was made.
        let existing: [String: Set<String>]
    }

    private func design(_ context: Run) throws -> AdoptionDesign {
        let audit = try found(context)
        let kept = try context.detail(of: "cleaning").required(KeptPlan.self)
        return try AdoptionDesign(
            kept.plan, of: audit.catalog, facts: audit.facts, themes: themes, names: names, existing: kept.existing)
    }

    // MARK: Structure

    private func workshop(_ context: Run) throws -> Workshop {
        Workshop(operation: context.operation, design: try design(context), names: names)
    }

    func build(_ context: Run) throws -> JSON? {
        let workshop = try workshop(context)
        try workshop.build(context.values.connectAdopter(of: identifier))
        try write(.structure(workshop.design))
        return ["tables": JSON(workshop.design.tables.count)]
    }

    func clear(_ context: Run) throws {
        // Nothing was made by a run that had no plan yet.
        guard context.detail(of: "cleaning") != nil else { return }
        try workshop(context).clear(context.values.connectAdopter(of: identifier))
    }

    // MARK: Data

    func transfer(_ context: Run) throws -> JSON? {
        let workshop = try workshop(context)
        let readsAnyBytes = try found(context).catalog.hasNoEncoding
        let target = try context.values.connectAdopter(of: identifier)
        try SourceSession.read(source, password: password(context)) { source in
            try workshop.transfer(from: source, readsAnyBytes: readsAnyBytes, to: target) { table, record in
                try context.report([
                    "table": .string(table.title), "rows": JSON(record.read), "rejected": JSON(record.rejected),
                    "expected": JSON(max(table.source.estimatedRows, record.read)),
                ])
            }
        }
        let records = try workshop.design.tables.map { table in
            (table: table, record: try workshop.record(of: table, target))
        }
        try write(.data(records))
        return [
            "rows": JSON(records.reduce(0) { $0 + $1.record.loaded }),
            "rejected": JSON(records.reduce(0) { $0 + $1.record.rejected }),
        ]
    }

    // MARK: Validation

    func makeKeys(_ context: Run) throws -> JSON? {
        let workshop = try workshop(context)
        try workshop.makeKeys(context.values.connectAdopter(of: identifier)) { table in
            try context.report(["table": .string(table.title)])
        }
        let tables = workshop.design.tables
        return ["keys": JSON(tables.reduce(0) { $0 + $1.keys.count + $1.foreignKeys.count + $1.indexes.count })]
    }

    func validate(_ context: Run) throws -> JSON? {
        let workshop = try workshop(context)
        let target = try context.values.connectAdopter(of: identifier)
        let readsAnyBytes = try found(context).catalog.hasNoEncoding
        let verdicts = try SourceSession.read(source, password: password(context)) { source in
            try workshop.validate(against: source, readsAnyBytes: readsAnyBytes, target) { table in
                try context.report(["table": .string(table.title)])
            }
        }
        try write(.validation(verdicts, rejects: workshop.rejectSummaries(target)))
        try judge(verdicts)
        return ["tables": JSON(verdicts.count), "sound": true]
    }

    /// - Throws: everything that is wrong, together.
    private func judge(_ verdicts: [TableVerdict]) throws {
        var failures = FailureList()
        let changed = verdicts.filter { !$0.isSourceUnchanged || $0.sourceRows != $0.record.read }
        if !changed.isEmpty { failures.append(AdoptionFailure.sourceChanged(changed.map(\.table.source.title))) }
        let untrue = verdicts.filter { !$0.isTargetTrue || $0.targetRows != $0.record.loaded }
        if !untrue.isEmpty { failures.append(AdoptionFailure.sidesDiffer(untrue.map(\.table.title))) }
        for verdict in verdicts
        where !budget.allows(rejected: verdict.record.rejected, of: verdict.record.read) {
            failures.append(
                AdoptionFailure.tooManyRejects(
                    verdict.table.title, rejected: verdict.record.rejected, read: verdict.record.read,
                    budget: "\(budget)"))
        }
        try failures.throwIfAny()
    }

    // MARK: Publication

    func publish(_ context: Run) throws -> JSON? {
        let workshop = try workshop(context)
        try workshop.publish(context.values.connectAdopter(of: identifier))
        return ["tables": .array(workshop.design.tables.map { .string($0.title) })]
    }

    func withdraw(_ context: Run) throws {
        try workshop(context).withdraw(context.values.connectAdopter(of: identifier))
    }

    // MARK: Documentation

    func document(_ context: Run) throws -> JSON? {
        let workshop = try workshop(context)
        let target = try context.values.connectAdopter(of: identifier)
        // Once the ledger is gone all of this was done, and the report was written before.
        if try workshop.isOpen(target) {
            let records = try Dictionary(
                uniqueKeysWithValues: workshop.design.tables.map { ($0.number, try workshop.record(of: $0, target)) })
            try write(
                .documentation(
                    workshop.design, records, found(context).catalog, source: source.description))
            try context.values.recordAdoption(context.operation, of: self, records: records)
            try workshop.register(source: source.description, target)
        }
        // What cannot be carried now goes with the next load.
        _ = try? context.values.relay()
        try context.values.forgetSourcePassword(of: tenant)
        return ["tables": JSON(workshop.design.tables.count)]
    }

    // MARK: Reports

    private func write(_ report: StepReport) throws {
        try report.write(into: reports)
    }
}

extension StepReport {
    /// Writes the report twice into a folder of its owner's own: `<step>.md` and `<step>.json`.
    func write(into folder: String) throws {
        try makeFolder(folder, mode: 0o700)
        try writeFile("\(folder)/\(step).md", markdown, mode: 0o600)
        try writeFile("\(folder)/\(step).json", json.indented + "\n", mode: 0o600)
    }
}

extension JSON {
    /// What a value is coded as.
    init(encoding value: some Encodable) throws {
        self = try JSONDecoder().decode(JSON.self, from: JSONEncoder().encode(value))
    }
}

extension JSON? {
    /// The value that an earlier step kept.
    fileprivate func required<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try JSONDecoder().decode(type, from: Data((self ?? .null).description.utf8))
    }
}
