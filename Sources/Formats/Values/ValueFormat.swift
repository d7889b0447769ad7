/// How the values of a column are written, beside what all of them share.
package struct ValueFormat: Hashable, Sendable {
    /// Marks and unit of numbers.
    package var number: NumberFormat

    /// Order of dates that do not begin with their year.
    package var dateOrder: DateOrder

    package init(number: NumberFormat = NumberFormat(), dateOrder: DateOrder = .dayMonthYear) {
        self.number = number
        self.dateOrder = dateOrder
    }
}
