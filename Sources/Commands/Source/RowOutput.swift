import Vocabulary

/// Standard output for rows: many lines at once, and none that would command a terminal.
struct RowOutput {
    private let context: Context
    private var pending = ""

    private static let pieceBytes = 64 * 1024

    init(_ context: Context) {
        self.context = context
    }

    /// Writes a record of CSV as PostgreSQL's COPY does; nil is an empty field, an empty text one in quotes.
    ///
    /// **Source** RFC 4180, and <https://www.postgresql.org/docs/15/sql-copy.html>.
    mutating func write(csv cells: [String?]) throws {
        var line = ""
        for (index, cell) in cells.enumerated() {
            if index > 0 { line += "," }
            guard let cell else { continue }
            let isSpecial = cell.utf8.contains {
                $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") || $0 == 10 || $0 == 13
            }
            // Alone on its line it would end the data for whoever reads it with COPY.
            if cell.isEmpty || isSpecial || cells.count == 1 && cell == "\\." {
                line += "\"" + cell.replacing("\"", with: "\"\"") + "\""
            } else {
                line += cell
            }
        }
        try write(line: line)
    }

    mutating func write(line: String) throws {
        if context.standardOutput.terminal != nil {
            try context.print(line)
            return
        }
        pending += line
        pending += "\n"
        if pending.utf8.count >= Self.pieceBytes { try finish() }
    }

    /// Writes what has not been written yet.
    mutating func finish() throws {
        if !pending.isEmpty { try context.emit(pending) }
        pending = ""
    }
}
