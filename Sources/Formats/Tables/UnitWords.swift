/// What says in what numbers are counted.
enum UnitWords {
    /// Whether a row has nothing but units, and only above numbers.
    static func isRow(_ row: GridRow, above data: [GridRow]) -> Bool {
        row.filled > 0
            && row.cells.indices.allSatisfy { column in
                row[column].isEmpty
                    || contains(row[column]) && ColumnKinds(column: column, of: data).usual == .number
            }
    }

    private static let units: Set<String> = [
        "%", "‰", "€", "k€", "m€", "md€", "euros", "euro", "eur", "km", "km²", "km2", "m²", "m2", "m³", "m3", "ha",
        "hab", "hab.", "habitants", "nombre", "nb", "kg", "tonnes", "kwh", "mwh", "gwh", "°c", "mm", "unités",
    ]

    /// Whether a cell says in what the numbers below it are counted.
    static func contains(_ cell: GridCell) -> Bool {
        let text = cell.text
        return units.contains(text.lowercased()) || text.hasPrefix("[") && text.hasSuffix("]")
            || text.hasPrefix("(") && text.hasSuffix(")")
            || ["en ", "En "].contains { text.hasPrefix($0) }
    }
}
