/// What is usual in a table, for columns whose own values leave it open.
///
/// `1,234` and `01/02/2024` have two readings; what the other columns of the
/// same table leave no doubt of decides, and without any, what France writes.
struct ReadingCustom: Equatable {
    /// The decimal mark that is meant.
    var decimal: NumberFormat.Decimal

    /// The order of dates that is meant.
    var dateOrder: DateOrder

    /// Whether a column holds SIRET that differ.
    var hasSIRET: Bool

    /// - Parameter decimal: what is meant when no column is certain.
    init(of columns: [ColumnStatistics] = [], decimal: NumberFormat.Decimal) {
        let marks = columns.compactMap(\.numbers.certainDecimal)
        let commas = marks.count { $0 == .comma }
        self.decimal =
            marks.isEmpty || commas * 2 == marks.count ? decimal : commas * 2 > marks.count ? .comma : .point
        hasSIRET = columns.contains {
            $0.values > 0 && $0.numbers.validSIRETs * 20 >= $0.values * 19 && $0.numbers.isVaried
        }
        let orders = columns.compactMap(\.temporals.certainOrder)
        let american = orders.count { $0 == .monthDayYear }
        dateOrder = american * 2 > orders.count ? .monthDayYear : .dayMonthYear
    }
}
