/// Makes the plan of a delimited text.
struct DelimitedSniffer {
    let source: any ByteSource
    let survey: TextSurvey
    let encoding: EncodingDecision
    let options: SniffOptions

    /// Records at the head that are looked at for the header.
    private static let headRows = 250
    private static let headBytes = 4 * 1024 * 1024

    func plan() throws -> SourcePlan {
        let (dialect, evidence) = DialectDetector(survey.samples).detect(
            delimiter: options.delimiter ?? declaredDelimiter)
        let finding = try findHeader(dialect)
        guard finding.width <= options.limits.columns else {
            throw FormatFailure.tooManyColumns(
                source.name, line: finding.bounds.header?.lowerBound ?? finding.bounds.firstDataRow,
                count: finding.width,
                limit: options.limits.columns)
        }
        let layout = DelimitedLayout(
            encoding: encoding.encoding, fallbackEncoding: encoding.fallback, dialect: dialect,
            width: finding.width,
            bounds: finding.bounds)
        let names = ColumnName.names(for: finding.labels, taken: options.takenNames)
        let statistics = try gather(layout, hints: names.map { MeaningHint.guess($0) })
        let custom = ReadingCustom(
            of: statistics, decimal: layout.dialect.delimiter == UInt8(ascii: ",") ? .point : .comma)
        var columns: [PlanColumn] = []
        for index in 0..<finding.width {
            // Every line of some exports ends with a delimiter: a column without label and values is none.
            if finding.labels[index].isEmpty, finding.bounds.header != nil, statistics[index].isEmpty {
                continue
            }
            let inferred = statistics[index].infer(custom)
            columns.append(
                PlanColumn(
                    name: names[index], label: finding.labels[index], field: index + 1, type: inferred.type,
                    format: inferred.format, meaning: inferred.meaning, evidence: inferred.evidence))
        }
        let table = TablePlan(
            bounds: finding.bounds, width: finding.width, columns: columns, evidence: finding.evidence)
        return SourcePlan(
            encoding: encoding.encoding, fallbackEncoding: encoding.fallback, format: .delimited(dialect),
            tables: [table], evidence: [encoding.evidence, evidence] + finding.warnings,
            warnings: [encoding.warning].compactMap { $0 } + finding.warnings)
    }

    /// The delimiter of a first line `sep=;`, by which Excel is told.
    private var declaredDelimiter: UInt8? {
        guard var head = survey.samples.first?.bytes[...] else { return nil }
        if head.starts(with: [0xEF, 0xBB, 0xBF]) { head = head.dropFirst(3) }
        guard head.count > 5, head.prefix(4).map(\.lowercased).elementsEqual("sep=".utf8) else { return nil }
        let (delimiter, next) = (head[head.startIndex + 4], head[head.startIndex + 5])
        return delimiter < 0x80 && (next == .lineFeed || next == .carriageReturn) ? delimiter : nil
    }

    private func open(_ dialect: Dialect) throws -> RecordReader {
        try source.rewind()
        return RecordReader(
            source, encoding: encoding.encoding, fallback: encoding.fallback, dialect: dialect,
            limits: options.limits)
    }

    private func findHeader(_ dialect: Dialect) throws -> HeaderDetector.Finding {
        var records = try open(dialect)
        var rows: [SampleRow] = []
        var bytes = 0
        // A bound on bytes too: what is kept must not depend on how wide or long the rows are.
        while rows.count < Self.headRows, bytes < Self.headBytes, try records.next() {
            if records.isBlank { continue }
            if records.fieldCount > options.limits.columns {
                throw FormatFailure.tooManyColumns(
                    source.name, line: records.line, count: records.fieldCount, limit: options.limits.columns)
            }
            let row = SampleRow(&records, limit: options.limits.columns)
            bytes += row.labels.reduce(row.width * 24) { $0 + $1.utf8.count }
            rows.append(row)
        }
        guard let finding = HeaderDetector(rows, hasHeader: options.hasHeader).find() else {
            throw FormatFailure.empty(source.name)
        }
        return finding
    }

    /// Reads all rows once and keeps what the cells of each column have in common.
    private func gather(_ layout: DelimitedLayout, hints: [Meaning?]) throws -> [ColumnStatistics] {
        var records = try open(layout.dialect)
        var columns = hints.map { ColumnStatistics(hint: $0) }
        while try records.next() {
            guard records.line >= layout.bounds.firstDataRow, records.fieldCount == layout.width,
                !records.isBlank,
                !records.hasUnclosedQuote
            else { continue }
            for index in columns.indices {
                if let cell = records.cell(index) { columns[index].add(cell, line: records.line) }
            }
        }
        return columns
    }
}

extension ColumnStatistics {
    /// Whether no cell was more than empty.
    fileprivate var isEmpty: Bool { cells == empties }
}
