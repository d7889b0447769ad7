/// Makes the plan of a delimited text.
struct DelimitedSniffer {
    let source: any ByteSource
    let survey: TextSurvey
    let encoding: EncodingDecision
    let options: SniffOptions

    /// Records at the head that are looked at for the header.
    private static let headRows = 250

    func plan() throws -> TablePlan {
        let (dialect, evidence) = DialectDetector(survey.samples).detect(delimiter: options.delimiter)
        let finding = try findHeader(dialect)
        guard finding.width <= options.limits.columns else {
            throw FormatFailure.tooManyColumns(
                source.name, line: finding.bounds.headerLine ?? finding.bounds.firstDataLine,
                count: finding.width,
                limit: options.limits.columns)
        }
        let layout = DelimitedLayout(
            encoding: encoding.encoding, fallbackEncoding: encoding.fallback, dialect: dialect,
            width: finding.width,
            bounds: finding.bounds)
        let names = ColumnName.names(for: finding.labels, taken: options.takenNames)
        let statistics = try gather(layout, hints: names.map { MeaningHint.guess($0) })
        let prefersComma = dialect.delimiter != UInt8(ascii: ",")
        var columns: [PlanColumn] = []
        for index in 0..<finding.width {
            // Every line of some exports ends with a delimiter: a column without label and values is none.
            if finding.labels[index].isEmpty, finding.bounds.headerLine != nil, statistics[index].isEmpty {
                continue
            }
            let inferred = statistics[index].infer(prefersComma: prefersComma)
            columns.append(
                PlanColumn(
                    name: names[index], label: finding.labels[index], field: index + 1, type: inferred.type,
                    format: inferred.format, meaning: inferred.meaning, evidence: inferred.evidence))
        }
        return TablePlan(
            layout: .delimited(layout), columns: columns,
            evidence: [encoding.evidence, evidence] + finding.evidence)
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
        var cells = 0
        // A bound on cells too, so that a hundred thousand columns are not kept for each of the rows.
        while rows.count < Self.headRows, cells < 200_000, try records.next() {
            if records.isBlank { continue }
            if records.fieldCount > options.limits.columns {
                throw FormatFailure.tooManyColumns(
                    source.name, line: records.line, count: records.fieldCount, limit: options.limits.columns)
            }
            rows.append(SampleRow(&records, limit: options.limits.columns))
            cells += records.fieldCount
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
            guard records.line >= layout.bounds.firstDataLine, records.fieldCount == layout.width,
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
