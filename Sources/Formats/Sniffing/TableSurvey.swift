/// Finds the tables among the records of a text, and what the cells of each of their columns have in common.
///
/// **Cost** one pass over all records, for most texts: the first rows show which tables there are, and the cells are
/// gathered by these while all rows are looked at. Where all of them show others, as with remarks at the end, the
/// cells are gathered again.
struct TableSurvey {
    private let open: () throws -> RecordReader
    private let options: SniffOptions

    /// - Parameter open: begins to read the text anew.
    init(options: SniffOptions, _ open: @escaping () throws -> RecordReader) {
        self.open = open
        self.options = options
    }

    /// The tables of the text in their order; none when it has no more than blanks.
    func tables() throws -> [(table: FoundTable, statistics: TableStatistics)] {
        let (presumed, isAll) = try findTables(among: .head)
        if isAll { return try gather(presumed) }
        var grid: GridGatherer? = GridGatherer(columnLimit: options.limits.columns)
        let statistics = try gather(presumed, beside: &grid)
        // Lines that were taken apart, since the presumed table is so wide, tell nothing of the text without it.
        let found = try grid.map { find(among: $0) } ?? findTables(among: .all).tables
        guard grid != nil, found.count == statistics.count, zip(statistics, found).allSatisfy({ $0.isOf($1) }) else {
            return try gather(found)
        }
        return Array(zip(found, statistics))
    }

    private enum Extent {
        case head, all
    }

    /// Goes through records and finds the tables among them, and whether these were all records.
    private func findTables(among extent: Extent) throws -> (tables: [FoundTable], isAll: Bool) {
        var records = try open()
        var grid = GridGatherer(columnLimit: options.limits.columns)
        while extent == .all || grid.isAtHead {
            guard try records.next() else { return (find(among: grid), true) }
            if records.fieldCount > options.limits.columns, grid.isAtHead {
                throw FormatFailure.tooManyColumns(
                    records.name, line: records.line, count: records.fieldCount, limit: options.limits.columns)
            }
            grid.add(&records, isBlank: records.isBlank)
        }
        return (find(among: grid), false)
    }

    private func find(among grid: GridGatherer) -> [FoundTable] {
        TableFinder(grid.rows, hasHeader: options.hasHeader).find()
    }

    private func gather(_ tables: [FoundTable]) throws -> [(table: FoundTable, statistics: TableStatistics)] {
        var none: GridGatherer?
        return Array(zip(tables, try gather(tables, beside: &none)))
    }

    /// Reads all records once and keeps what the cells of each column of each table have in common.
    ///
    /// - Parameter grid: takes the rows as well; it becomes nil at a record that is one only by the width of a table.
    private func gather(_ tables: [FoundTable], beside grid: inout GridGatherer?) throws -> [TableStatistics] {
        var records = try open()
        var gatherers = tables.map { TableStatistics(of: $0) }
        let isSearch = grid != nil
        var first = 0
        records.width = gatherers.first?.width
        while try records.next() {
            let isBlank = records.isBlank
            if isSearch {
                if records.hasLiteralQuotes {
                    grid = nil
                    return []
                }
                grid?.add(&records, isBlank: isBlank)
            }
            while first < gatherers.count, gatherers[first].isBehind(records.line) {
                first += 1
                records.width = first < gatherers.count ? gatherers[first].width : nil
            }
            guard first < gatherers.count, gatherers[first].firstRow <= records.line, !isBlank else { continue }
            if try records.refusalOfWidth() != nil {
                gatherers[first].addRefused(line: records.line, width: records.fieldCount)
                continue
            }
            // Tables that stand beside each other have the same rows.
            for index in first..<gatherers.count {
                guard gatherers[index].firstRow <= records.line else { break }
                gatherers[index].add(&records)
            }
        }
        return gatherers
    }
}
