import Postgres
import Vocabulary

/// What the filters of an approval leave of a table: columns with their masks, and conditions on rows.
///
/// All filters hold together: a row must meet every condition, a column must
/// pass every list of columns, and masks may not contradict each other.
struct ShareSelection: Hashable {
    /// A column that passes.
    struct Column: Hashable {
        let column: TableColumn
        let mask: Mask?
    }

    let columns: [Column]
    let conditions: [SQL]

    /// - Parameter table: the table as messages name it.
    /// - Throws: ``MeshFailure``.
    init(of table: [TableColumn], filters: [AssetFilter], table name: String) throws {
        var included: Set<String>?
        var masks: [String: Mask] = [:]
        var conditions: [SQL] = []
        for filter in filters {
            do {
                switch filter.effect {
                case .rows(let rowFilter):
                    conditions.append(try rowFilter.condition(on: table))
                case .columns(let names):
                    let passing = Set(try names.map { try table.column($0).name.text })
                    included = included?.intersection(passing) ?? passing
                case .masks(let wanted):
                    for (columnName, mask) in wanted.sorted(by: { $0.key < $1.key }) {
                        _ = try mask.expression(for: try table.column(columnName), salt: "''")
                        if let other = masks.updateValue(mask, forKey: columnName), other != mask {
                            throw MeshFailure.contradictingMasks(column: columnName, table: name)
                        }
                    }
                }
            } catch let problem as FilterProblem {
                throw MeshFailure.filter(name: filter.name, table: name, problem)
            }
        }
        self.conditions = conditions
        self.columns = table.filter { included?.contains($0.name.text) ?? true }
            .map { Column(column: $0, mask: masks[$0.name.text]) }
        if columns.isEmpty { throw MeshFailure.noColumnLeft(table: name) }
    }

    /// Names of the columns whose values a mask hides.
    var maskedColumns: [String] { columns.filter { $0.mask != nil }.map(\.column.name.text) }
}
