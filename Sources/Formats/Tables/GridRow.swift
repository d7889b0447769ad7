/// A row of a grid, or a run of rows that are like each other and of which the first is kept.
///
/// A text, a sheet and a page give the same rows, so that one finder serves all of them.
struct GridRow: Hashable {
    /// The physical row, from 1: the line of a text on which the record begins, the row of a sheet.
    var number: Int

    /// The number of the last row of a run; of a row alone its own.
    var lastNumber: Int

    /// How many rows the run has.
    var count = 1

    /// The cells from the first column on; in a text as many as the record has fields.
    var cells: [GridCell]

    init(number: Int, cells: [GridCell]) {
        self.number = number
        self.lastNumber = number
        self.cells = cells
    }

    /// A row of a source that has nothing but texts.
    init(number: Int, _ texts: [String]) {
        self.init(number: number, cells: texts.map { GridCell($0) })
    }

    var width: Int { cells.count }

    /// Cells that are not empty.
    var filled: Int { cells.count { !$0.isEmpty } }

    var isBlank: Bool { cells.allSatisfy(\.isEmpty) }

    /// The column of the first cell that is not empty, from 0.
    var firstFilled: Int? { cells.firstIndex { !$0.isEmpty } }

    /// A cell, or an empty one behind the end of the row.
    subscript(column: Int) -> GridCell { cells.indices.contains(column) ? cells[column] : .empty }

    /// Whether it is a line drawn between header and data, as programs do: `----;----`, `-----+-----`, `|---|:--:|`.
    var isRule: Bool {
        var length = 0
        for cell in cells where !cell.isEmpty {
            guard cell.text.utf8.allSatisfy({ "-=+_:| ".utf8.contains($0) }), cell.text.utf8.count > 1 else {
                return false
            }
            length += cell.text.utf8.count
        }
        return length > 2 && filled * 2 > cells.count
    }

    /// Whether every cell is the number of its column: `(1)`, `(2)`, `(3)=(1)-(2)`, or `1`, `2`, `3`.
    var numbersColumns: Bool {
        guard filled >= 3, filled == cells.count else { return false }
        return cells.enumerated().allSatisfy { $1.text == String($0 + 1) }
            || cells.enumerated().allSatisfy { $1.text.hasPrefix("(\($0 + 1))") }
    }

    /// Whether it is one cell that begins like a comment of a program, or `sep=` and the delimiter.
    var isRemark: Bool {
        cells.count == 1 && cells[0].text.hasPrefix("#")
            || cells.count <= 2 && filled == 1 && cells[0].text.lowercased().hasPrefix("sep=")
    }
}

extension GridRow {
    /// The present record of a text.
    init(_ records: inout RecordReader, limit: Int) {
        var cells: [GridCell] = []
        for index in 0..<min(records.fieldCount, limit) {
            let kind = records.cell(index).map { CellKind($0) } ?? .text
            cells.append(kind == .empty ? .empty : GridCell(text: records.label(index), kind: kind))
        }
        self.init(number: records.line, cells: cells)
    }

    /// How much memory it takes, about.
    var byteCount: Int { cells.reduce(64) { $0 + 24 + $1.text.utf8.count } }
}
