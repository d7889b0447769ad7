/// Makes the plan of a delimited text.
struct DelimitedSniffer {
    let source: any ByteSource
    let survey: TextSurvey
    let encoding: EncodingDecision
    let options: SniffOptions

    func plan() throws -> SourcePlan {
        let (dialect, evidence, doubt) = findDialect()
        let surveyed = try TableSurvey(options: options) { try open(dialect) }.tables()
        guard !surveyed.isEmpty else { throw FormatFailure.empty(source.name) }
        let found = surveyed.map(\.table)
        let gathered = surveyed.map(\.statistics)
        let statistics = gathered.map(\.columns)
        // Where `12,345` stands in quotes between commas, the language of the labels tells what its comma means.
        let isForeign =
            dialect.delimiter == UInt8(ascii: ",") && !found.contains { $0.labels.contains(where: Self.isFrench) }
        let decimal: NumberFormat.Decimal = isForeign ? .point : .comma
        var ruins: [String] = []
        let tables = zip(found, statistics).map { table, statistics in
            self.table(table, statistics, ReadingCustom(of: statistics, decimal: decimal), warnings: &ruins)
        }
        let misfits = zip(found, gathered).flatMap { table, rows in
            [rows.widthWarning, Self.warning(of: table, rows.columns)].compactMap { $0 }
        }
        // Lines that stand around tables are why rows do not agree.
        let isExplained = found.count > 1 || found.contains { $0.bounds.titles != nil || $0.bounds.footer != nil }
        let doubts = [isExplained ? nil : doubt].compactMap { $0 } + found.flatMap(\.warnings) + misfits
        let warnings = doubts + [Self.warning(of: found)].compactMap { $0 } + ruins
        return SourcePlan(
            encoding: encoding.encoding, fallbackEncoding: encoding.fallback, format: .delimited(dialect),
            tables: tables, evidence: [encoding.evidence, evidence] + warnings,
            warnings: [encoding.warning].compactMap { $0 } + warnings)
    }

    private static func isFrench(_ label: String) -> Bool {
        label.unicodeScalars.contains { "éèêàçùôîÉÈÊÀÇ".unicodeScalars.contains($0) }
    }

    /// What must not be overlooked: a load takes one table, and there are more.
    private static func warning(of tables: [FoundTable]) -> String? {
        if tables.count < 2 { return nil }
        let rows = tables.map { String($0.bounds.header?.lowerBound ?? $0.bounds.firstDataRow) }
        let shown = rows.prefix(8).joined(separator: ", ") + (rows.count > 8 ? " and further on" : "")
        return "the source holds \(tables.count) tables, which begin on lines \(shown); each is read by its number"
    }

    /// Columns that hold something and have no label, where others have one; of keys at the left many know what they are.
    private static func warning(of table: FoundTable, _ statistics: [ColumnStatistics]) -> String? {
        guard table.bounds.header != nil else { return nil }
        let bare = table.fields.dropFirst().filter { table.labels[$0].isEmpty && !statistics[$0].isEmpty }
        guard let first = bare.first else { return nil }
        return bare.count == 1
            ? "column \(first + 1) holds values and has no label"
            : "\(bare.count) columns hold values and have no label, the first of them column \(first + 1)"
    }

    /// A dialect that explains the samples, or the places of fields where no delimiter does.
    private func findDialect() -> (Dialect, evidence: String, warning: String?) {
        let known = options.delimiter ?? declaredDelimiter
        let terminator = Dialect(lineEnd: DialectDetector.lineEnd(of: survey.samples)).terminator
        let unwrapped = WrappedLines.unwrapped(survey.samples, terminator: terminator)
        let (dialect, evidence, warning) = DialectDetector(unwrapped ?? survey.samples).detect(delimiter: known)
        if unwrapped != nil {
            var wrapped = dialect
            wrapped.isWrapped = true
            return (wrapped, "lines are quoted as a whole, as by Excel; " + evidence, warning)
        }
        guard known == nil, options.format != .delimited,
            let head = survey.samples.first
        else { return (dialect, evidence, warning) }
        let isBytes = SingleByteTable(encoding.encoding).isUsable
        let starts = head.bytes.withUnsafeBufferPointer { bytes -> [Int]? in
            let detector = FixedWidthDetector(
                bytes, isWhole: head.isTail, lineEnd: dialect.lineEnd, countsCharacters: !isBytes)
            let isSeparated = dialect.delimiter != .space && detector.mostlyHolds(dialect.delimiter)
            return isSeparated && options.format == nil ? nil : detector.starts()
        }
        guard let starts else { return (dialect, evidence, warning) }
        return (
            .fixedWidth(starts: starts, lineEnd: dialect.lineEnd),
            "\(starts.count) fields stand below each other in all rows looked at, filled up with blanks", nil
        )
    }

    private func table(
        _ found: FoundTable, _ statistics: [ColumnStatistics], _ custom: ReadingCustom, warnings: inout [String]
    ) -> TablePlan {
        let fields = found.fields
        let names = ColumnName.names(for: Array(found.nameLabels[fields]), taken: options.takenNames)
        var columns: [PlanColumn] = []
        var secrets: Set<Int> = []
        for index in fields {
            // Every line of some exports ends with a delimiter: a column without label and values is none.
            if found.labels[index].isEmpty, found.bounds.header != nil, statistics[index].isEmpty { continue }
            let inferred = statistics[index].infer(custom)
            if let warning = inferred.warning {
                warnings.append("column \(names[index - fields.lowerBound]): \(warning)")
            }
            if inferred.hasSecrets { secrets.insert(columns.count) }
            columns.append(
                PlanColumn(
                    name: names[index - fields.lowerBound], label: found.labels[index], field: index + 1,
                    type: inferred.type,
                    format: inferred.format, meaning: inferred.meaning, evidence: inferred.evidence))
        }
        return TablePlan(
            name: found.name, bounds: found.bounds, width: found.width,
            columns: columns.addingStatuses(behind: secrets), evidence: found.evidence)
    }

    /// The delimiter of a first line `sep=;`, by which Excel is told.
    private var declaredDelimiter: [UInt8]? {
        guard var head = survey.samples.first?.bytes[...] else { return nil }
        if head.starts(with: [0xEF, 0xBB, 0xBF]) { head = head.dropFirst(3) }
        guard head.count > 5, head.prefix(4).map(\.lowercased).elementsEqual("sep=".utf8) else { return nil }
        let delimiter = head.dropFirst(4).prefix(4).prefix { $0 != .lineFeed && $0 != .carriageReturn }
        return (1...3).contains(delimiter.count) ? Array(delimiter) : nil
    }

    private func open(_ dialect: Dialect) throws -> RecordReader {
        try source.rewind()
        return RecordReader(
            source, encoding: encoding.encoding, fallback: encoding.fallback, dialect: dialect,
            limits: options.limits)
    }
}

extension ColumnStatistics {
    /// Whether no cell was more than empty.
    fileprivate var isEmpty: Bool { cells == empties }
}
