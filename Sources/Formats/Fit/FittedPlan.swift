/// A plan that was kept, laid onto a source that may have changed since.
///
/// Names, types, meanings and formats are the plan's: people edited them. Rows
/// are numbers, and a source grows: where the plan's header is found on another
/// row, or the source has become longer or shorter, header, end and totals are
/// those that are found in it now.
package struct FittedPlan: Sendable {
    /// How the source is read: with the one table that was asked for, and its columns that are there.
    package private(set) var plan: SourcePlan

    /// Columns of the plan that the source has no more.
    package let missing: [PlanColumn]

    /// Columns of the source that the plan does not know and does not leave out on purpose.
    package let added: [PlanColumn]

    /// What the values are, by the plan's name of the column.
    package let foundTypes: [String: ColumnType]

    /// How the source differs from the plan.
    package let drift: [PlanDrift]

    /// Lays a plan onto a source.
    ///
    /// **Cost** as sniffing; twice that where the source is no longer written as the plan says.
    /// - Parameter number: which table of the plan, from 1.
    /// - Throws: ``FormatFailure`` for what holds no table, and what reading throws.
    package init(
        _ kept: SourcePlan, table number: Int = 1, onto source: any ByteSource, options: SniffOptions = SniffOptions()
    ) throws {
        let wanted = try kept.table(number)
        var found = try Self.sniff(kept, source, options)
        var (table, match) = Self.best(of: found, for: wanted)
        if !match.missing.isEmpty {
            // Not as the plan says it is written, perhaps: what it is without that being said.
            var free = options
            free.entry = options.entry ?? kept.entry
            if let other = try? SourcePlan(sniffing: source, options: free) {
                let (otherTable, otherMatch) = Self.best(of: other, for: wanted)
                if otherMatch.pairs.count > match.pairs.count {
                    (found, table, match) = (other, otherTable, otherMatch)
                }
            }
        }
        var drift = PlanDrift.ofForm(kept, found)
        var fitted = kept
        fitted.containers = found.containers
        (fitted.encoding, fitted.fallbackEncoding) = (found.encoding, found.fallbackEncoding ?? kept.fallbackEncoding)
        fitted.format = Self.format(kept.format, found.format)
        fitted.warnings = []
        var columns: [PlanColumn] = []
        var types: [String: ColumnType] = [:]
        var secrets: [PlanColumn] = []
        for (column, partner) in match.pairs {
            let statuses = wanted.columns.filter { $0.isStatus && $0.field == column.field && $0.label == column.label }
            for part in [column] + statuses {
                var part = part
                (part.field, part.label) = (partner.field, partner.label)
                columns.append(part)
            }
            types[column.name] = partner.type
            let isKnown = !partner.evidence.contains(InferredColumn.noValueEvidence)
            if isKnown, !partner.type.fits(in: column.type) {
                drift.append(.type(column: column.name, plan: column.type, found: partner.type))
            }
            let hasSecrets = table.columns.contains {
                $0.isStatus && $0.field == partner.field && $0.label == partner.label
            }
            if statuses.isEmpty, hasSecrets, column.type != .text(limit: nil), column.field > 0 {
                drift.append(.secrets(column: column.name))
                secrets.append(
                    PlanColumn(
                        name: "\(column.name)_status", label: partner.label, field: partner.field, type: .text,
                        isStatus: true, evidence: ["tells which values of \(column.name) are a statistical secret"]))
            }
        }
        let bounds = Self.bounds(wanted, table, &drift)
        drift += match.renamed.map { .columnRenamed($0.kept.name, plan: $0.kept.label, found: $0.found.label) }
        if !match.moved.isEmpty { drift.append(.columnsMoved(match.moved)) }
        drift += match.added.map { .columnAdded(label: $0.label) }
        drift += match.missing.map { .columnMissing($0.name, label: $0.label) }
        fitted.tables = [
            TablePlan(
                name: wanted.name, bounds: bounds, width: table.width, columns: columns.inOrderOfFields,
                evidence: bounds == wanted.bounds ? wanted.evidence : table.evidence)
        ]
        plan = fitted
        missing = match.missing
        added = Self.named(match.added, beside: wanted.columns, options) + secrets
        foundTypes = types
        self.drift = drift
    }

    /// Takes columns of the source that the plan does not know.
    package mutating func take(_ columns: [PlanColumn]) {
        plan.tables[0].columns = (plan.tables[0].columns + columns).inOrderOfFields
    }

    /// Gives a column another type.
    package mutating func retype(_ name: String, as type: ColumnType) {
        guard let index = plan.tables[0].columns.firstIndex(where: { $0.name == name }) else { return }
        plan.tables[0].columns[index].type = type
    }

    // MARK: - What is found

    /// Sniffs as far as the plan does not say how the source is written.
    private static func sniff(_ kept: SourcePlan, _ source: any ByteSource, _ options: SniffOptions) throws
        -> SourcePlan
    {
        var options = options
        options.entry = options.entry ?? kept.entry
        switch kept.format {
        case .delimited(let dialect):
            options.format = dialect.starts == nil ? .delimited : .fixedWidth
            options.delimiter = dialect.starts == nil ? dialect.delimiterBytes : nil
            if kept.tables.allSatisfy({ $0.bounds.header == nil }) { options.hasHeader = false }
        case .json(.lines): options.format = .jsonLines
        case .json(let layout):
            options.format = .json
            options.layout = layout
        }
        var found = try SourcePlan(sniffing: source, options: options)
        // Between encodings of one byte letters decide, and somebody may have decided otherwise.
        if found.encoding != kept.encoding, found.encoding.isOfSingleBytes, kept.encoding.isOfSingleBytes {
            options.encoding = kept.encoding
            found = try SourcePlan(sniffing: source, options: options)
        }
        return found
    }

    /// The table in which most of the plan's columns are found.
    private static func best(of found: SourcePlan, for wanted: TablePlan) -> (TablePlan, ColumnMatch) {
        let all = found.tables.map { table in
            (table, ColumnMatch(wanted, table, byPlace: wanted.bounds.header == nil && wanted.width > 0))
        }
        var best = all[0]
        for other in all.dropFirst() where other.1.pairs.count > best.1.pairs.count { best = other }
        return best
    }

    /// The format as the plan has it, where the source can still be read so.
    private static func format(_ kept: SourceFormat, _ found: SourceFormat) -> SourceFormat {
        guard case .delimited(var dialect) = kept, case .delimited(let now) = found,
            now.delimiterBytes == dialect.delimiterBytes, (now.starts == nil) == (dialect.starts == nil)
        else { return found }
        (dialect.lineEnd, dialect.isWrapped) = (now.lineEnd, now.isWrapped)
        return .delimited(dialect)
    }

    /// The plan's rows where the source is as long as it was and begins as it did, else those that are found.
    private static func bounds(_ kept: TablePlan, _ found: TablePlan, _ drift: inout [PlanDrift]) -> TableBounds {
        let (plan, now) = (kept.bounds, found.bounds)
        if kept.width == 0 { return plan }
        if let header = plan.header, let place = now.header, header != place {
            drift.append(.header(plan: header, found: place))
        }
        if plan.totals.isEmpty, !now.totals.isEmpty { drift.append(.totalsAppeared(now.totals)) }
        if plan.lastDataRow == nil, let remarks = now.footer { drift.append(.remarksAppeared(remarks)) }
        if plan.header == now.header, plan.firstDataRow == now.firstDataRow, plan.end == now.end { return plan }
        if !plan.totals.isEmpty, now.totals.isEmpty { drift.append(.totalsGone) }
        if plan.footer != nil, now.footer == nil { drift.append(.remarksGone) }
        var bounds = now
        if plan.header == nil {
            bounds.header = nil
            bounds.firstDataRow = plan.firstDataRow
        }
        if plan.lastDataRow == nil {
            bounds.lastFoundRow = now.end
            bounds.lastDataRow = nil
            bounds.footer = nil
        }
        if plan.totals.isEmpty { bounds.totals = [] }
        return bounds
    }

    private static func named(_ added: [PlanColumn], beside kept: [PlanColumn], _ options: SniffOptions) -> [PlanColumn]
    {
        let taken = options.takenNames.union(kept.map(\.name))
        let labels = added.map { taken.contains($0.name) ? $0.label : $0.name }
        return zip(added, ColumnName.names(for: labels, taken: taken)).map { column, name in
            var column = column
            column.name = name
            return column
        }
    }
}

extension [PlanColumn] {
    /// In the order of their fields; columns of one field stay as they are.
    fileprivate var inOrderOfFields: [PlanColumn] {
        enumerated().sorted { ($0.element.field, $0.offset) < ($1.element.field, $1.offset) }.map(\.element)
    }
}

extension SourcePlan {
    /// The file that is meant in an archive.
    fileprivate var entry: String? {
        containers.lazy.compactMap { if case .zip(let entry) = $0 { entry } else { nil } }.first
    }
}

extension TableBounds {
    /// The last row that the plan speaks of.
    fileprivate var end: Int {
        [lastDataRow, lastFoundRow, totals.last, footer?.upperBound].compactMap { $0 }.max() ?? 0
    }
}
