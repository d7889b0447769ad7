extension SourcePlan {
    /// Times the beginning that a text must have, or finding out all of it costs too little to be foretold.
    private static let fewestHeads = 8

    /// The plan that a long text most likely has, told from its beginning.
    ///
    /// It decides nothing by itself: types come from all rows, so whoever reads by it compares it with the plan of the
    /// whole in the end.
    ///
    /// - Returns: nil for what is short, or whose beginning is no sign of the rest, such as JSON or UTF-16.
    /// - Throws: ``FormatFailure``, and a failure of the archive in which the source lies.
    package static func foretell(_ source: any ByteSource, options: SniffOptions = SniffOptions()) throws -> SourcePlan?
    {
        let opened = try OpenedSource(source, entry: options.entry, limits: options.limits)
        guard let head = try head(of: opened.source, length: options.headLength) else { return nil }
        try source.rewind()
        // What is wrong with the beginning is told where all of it is sniffed.
        guard var plan = try? SourcePlan(sniffing: MemorySource(head, name: source.name), options: options),
            case .delimited = plan.format, plan.tables.count == 1, plan.tables[0].bounds.lastDataRow == nil
        else { return nil }
        plan.containers = opened.containers
        return plan
    }

    /// The whole records at the beginning, as well as they can be told; nil when not much more follows.
    private static func head(of source: any ByteSource, length headLength: Int) throws -> [UInt8]? {
        var bytes = try source.head(headLength)
        guard bytes.count == headLength else { return nil }
        var rest = headLength * (fewestHeads - 1)
        let beyond = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1024, alignment: 16)
        defer { beyond.deallocate() }
        while rest > 0 {
            let count = try source.read(into: beyond)
            if count == 0 { return nil }
            rest -= count
        }
        guard let end = endOfRecords(bytes) else { return nil }
        bytes.removeLast(bytes.count - end)
        return bytes
    }

    /// Behind the last line end outside quotes; nil where there is none, and for what is not made of single bytes.
    private static func endOfRecords(_ bytes: [UInt8]) -> Int? {
        var end: Int?
        var isWithinQuotes = false
        for (index, byte) in bytes.enumerated() {
            switch byte {
            case UInt8(ascii: "\""): isWithinQuotes.toggle()
            case .lineFeed where !isWithinQuotes: end = index + 1
            case 0: return nil
            default: break
            }
        }
        return end
    }

    /// Takes what another plan that reads alike tells people about itself.
    package mutating func takeEvidence(of other: SourcePlan) {
        evidence = other.evidence
        warnings = other.warnings
        for (index, table) in other.tables.enumerated() where tables.indices.contains(index) {
            tables[index].evidence = table.evidence
            tables[index].bounds.lastFoundRow = table.bounds.lastFoundRow
            let columns = Dictionary(table.columns.map { ($0.name, $0) }) { first, _ in first }
            for place in tables[index].columns.indices {
                guard let column = columns[tables[index].columns[place].name],
                    column.type == tables[index].columns[place].type
                else { continue }
                tables[index].columns[place].evidence = column.evidence
            }
        }
    }

    /// Whether both read every row of a source to the same values.
    package func reads(like other: SourcePlan) -> Bool { withoutEvidence == other.withoutEvidence }

    /// The plan without what only people read; it depends on nothing but how rows are read.
    package var withoutEvidence: SourcePlan {
        var plan = self
        plan.evidence = []
        plan.warnings = []
        for table in plan.tables.indices {
            plan.tables[table].evidence = []
            plan.tables[table].bounds.lastFoundRow = nil
            for column in plan.tables[table].columns.indices { plan.tables[table].columns[column].evidence = [] }
        }
        return plan
    }
}
