import Vocabulary

/// Makes the plan of a JSON text.
struct JSONSniffer {
    let source: any ByteSource
    let options: SniffOptions

    func plan() throws -> SourcePlan {
        let layout = try findLayout()
        try source.rewind()
        var rows = JSONRows(source, layout, options.limits)
        var flattener = JSONFlattener()
        var columns: [ColumnStatistics] = []
        var elements = 0
        while let element = try rows.next() {
            guard case .object(let members) = element else { continue }
            elements += 1
            try flattener.forEach(in: members, mayGrow: true) { path in
                guard columns.count < options.limits.columns else {
                    throw FormatFailure.tooManyColumns(
                        source.name, line: rows.line, count: columns.count + 1, limit: options.limits.columns)
                }
                columns.append(ColumnStatistics(ColumnHint(ColumnName.clean(path.description))))
            } _: { column, value in
                Self.add(value, to: &columns[column], line: rows.line)
            }
        }
        let labels = flattener.paths.map(\.description)
        let names = ColumnName.names(for: labels, taken: options.takenNames)
        let custom = ReadingCustom(decimal: .point)
        var warnings: [String] = []
        let planned = columns.indices.map { index in
            let inferred = columns[index].infer(custom)
            if let warning = inferred.warning { warnings.append("column \(names[index]): \(warning)") }
            return PlanColumn(
                name: names[index], label: labels[index], field: 0, type: inferred.type,
                format: inferred.format,
                meaning: inferred.meaning, evidence: inferred.evidence)
        }
        return SourcePlan(
            format: .json(layout), tables: [TablePlan(columns: planned, evidence: [evidence(layout, elements)])],
            warnings: warnings)
    }

    private func evidence(_ layout: JSONLayout, _ elements: Int) -> String {
        switch layout {
        case .array, .lines: "\(elements) objects"
        case .members: "\(elements) objects by their keys"
        case .values: "\(elements) values"
        }
    }

    private static func add(_ value: JSON, to column: inout ColumnStatistics, line: Int) {
        switch value {
        case .null: column.addNull()
        case .bool: column.addDeclaredBoolean()
        case .number(var text): text.withUTF8 { column.addDeclaredNumber($0, line: line) }
        case .string(var text): text.withUTF8 { column.addDeclaredText($0, line: line) }
        case .array, .object: column.addDocument()
        }
    }

    private func findLayout() throws -> JSONLayout {
        if options.format == .jsonLines { return .lines }
        if let layout = options.layout { return layout }
        try source.rewind()
        var finder = JSONArrayFinder(source, options.limits, at: options.path)
        return try finder.find()
    }
}
