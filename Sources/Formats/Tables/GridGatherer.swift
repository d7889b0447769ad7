/// Keeps of the records of a text what the finder needs: the first rows whole, and further on whatever is not like
/// its neighbours; the others become runs.
///
/// **Cost** a few megabytes, whatever the size of the text.
struct GridGatherer {
    private var kept: [GridRow] = []

    /// The last rows, when there is no room for more and they are not like the others: remarks below a long table.
    private var late: [GridRow] = []

    private let columnLimit: Int
    private var screen: RowScreen?
    private var headRows = 0
    private var strangers = 0
    private var isRunOpen = false
    private var bytes = 0

    private static let headRows = 250
    private static let headBytes = 4 * 1024 * 1024
    private static let mostRows = 3000
    private static let mostBytes = 8 * 1024 * 1024
    private static let mostLateRows = 300

    private static let lateColumns = 64

    /// So many rows that are unlike the others are what rows are like from there on.
    private static let relearnedRows = 150

    /// - Parameter columnLimit: cells of a row beyond it are not kept.
    init(columnLimit: Int) {
        self.columnLimit = columnLimit
    }

    /// What was kept, in order.
    var rows: [GridRow] { kept + late }

    /// Whether the first rows have not all been seen.
    var isAtHead: Bool { screen == nil }

    /// Adds the present record.
    mutating func add(_ records: inout RecordReader, isBlank: Bool) {
        if screen == nil {
            keep(GridRow(&records, limit: columnLimit))
            headRows += 1
            if headRows >= Self.headRows || bytes >= Self.headBytes { screen = RowScreen(kept) }
            return
        }
        if !isBlank, screen?.isRegular(&records) == true {
            strangers = 0
            for row in late where !row.isBlank { extend(to: row.number) }
            late.removeAll(keepingCapacity: true)
            if !isRunOpen { keep(GridRow(&records, limit: columnLimit)) } else { extend(to: records.line) }
            isRunOpen = true
        } else if kept.count >= Self.mostRows || bytes >= Self.mostBytes {
            // What is too much to be kept counts as one of the run, unless nothing usual follows.
            isRunOpen = true
            late.append(GridRow(&records, limit: min(columnLimit, Self.lateColumns)))
            if late.count > Self.mostLateRows {
                let oldest = late.removeFirst()
                if !oldest.isBlank { extend(to: oldest.number) }
            }
        } else {
            keep(GridRow(&records, limit: columnLimit))
            isRunOpen = false
            strangers += isBlank ? 0 : 1
            if strangers >= Self.relearnedRows {
                screen = RowScreen(kept.suffix(Self.relearnedRows))
                strangers = 0
            }
        }
    }

    private mutating func keep(_ row: GridRow) {
        bytes += row.byteCount
        kept.append(row)
    }

    private mutating func extend(to line: Int) {
        kept[kept.count - 1].count += 1
        kept[kept.count - 1].lastNumber = line
    }
}
