import Vocabulary

/// A real column of the table behind an asset.
struct TableColumn: Hashable, Sendable {
    let name: Identifier
    let type: ColumnType

    init(_ name: Identifier, _ type: ColumnType) {
        self.name = name
        self.type = type
    }
}

extension [TableColumn] {
    /// The column of that name.
    ///
    /// - Throws: ``FilterProblem/unknownColumn(_:nearest:)``.
    func column(_ name: String) throws -> TableColumn {
        guard let column = first(where: { $0.name.text == name }) else {
            throw FilterProblem.unknownColumn(name, nearest: nearestName(to: name, in: map(\.name.text)))
        }
        return column
    }
}
