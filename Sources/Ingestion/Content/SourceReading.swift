import Formats

/// How a source is read, as a request and the table that is there decide it.
struct SourceReading: Sendable {
    let request: LoadRequest
    /// The names of the table's columns; none when there is no table.
    let tableColumns: Set<String>

    /// A plan of the one table that is meant, and how the source differs from one that was kept.
    struct Found: Sendable {
        var plan: SourcePlan
        var drift: [PlanDrift] = []
        /// Columns of the kept plan that the source has no more.
        var missing: Set<String> = []
    }

    init(_ request: LoadRequest, onto table: TargetTable?) {
        self.request = request
        tableColumns = Set(table?.columns.map(\.name) ?? [])
    }

    /// As was said to the letter, as a kept plan fits the source, or as is found out from all of it; with what the
    /// request says of the columns.
    func plan(of source: any ByteSource) throws -> Found { try declared(find(in: source)) }

    /// The same without what the request says of the columns.
    func find(in source: any ByteSource) throws -> Found {
        if let letter = request.plan { return Found(plan: letter) }
        guard let kept = request.keptPlan else {
            var plan = try SourcePlan(sniffing: source, options: options)
            plan.tables = [try plan.table(request.tableNumber)]
            return Found(plan: plan)
        }
        let fitted = try FittedPlan(kept, table: request.tableNumber, onto: source, options: options)
        let (plan, drift) = try fitted.plan(under: request.evolution, of: source.name, onto: tableColumns)
        return Found(plan: plan, drift: drift, missing: Set(fitted.missing.map(\.name)))
    }

    /// Gives columns the types that the request declares.
    ///
    /// - Throws: ``LoadFailure`` where there is no column, or a key is none of them.
    func declared(_ found: Found) throws -> Found {
        var found = found
        let source = request.origin.description
        let types = request.types.filter { !found.missing.contains($0.key) }
        found.plan.tables[0] = try found.plan.tables[0].declaring(types, of: source)
        let columns = found.plan.tables[0].columns
        guard !columns.isEmpty else { throw LoadFailure.noRows(source: source) }
        if request.mode.needsKey {
            let unknown = request.key.filter { name in !columns.contains { $0.name == name } }
            guard !request.key.isEmpty, unknown.isEmpty else {
                throw LoadFailure.noKey(mode: request.mode, unknown: unknown, columns: columns.map(\.name))
            }
        }
        return found
    }

    /// Whether the beginning of the source may be a sign of all of it.
    var mayForetell: Bool {
        guard request.plan == nil else { return false }
        guard let kept = request.keptPlan else { return request.tableNumber == 1 }
        // Where a table ends is what the end shows.
        guard let bounds = try? kept.table(request.tableNumber).bounds else { return false }
        return bounds.totals.isEmpty && bounds.lastDataRow == nil
    }

    /// What sniffing is told beforehand.
    var options: SniffOptions {
        var options = request.options
        if request.mode == .history { options.takenNames.formUnion(KeyedRows.periodColumns) }
        options.takenNames.formUnion(Staging.marks)
        return options
    }
}
