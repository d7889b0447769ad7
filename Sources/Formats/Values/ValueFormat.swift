/// How the values of a column are written, beside what all of them share.
package struct ValueFormat: Hashable, Sendable {
    /// Marks and unit of numbers.
    package var number: NumberFormat

    /// Order of dates that do not begin with their year.
    package var dateOrder: DateOrder

    /// The codes of a column in which a program took zeros for those of numbers.
    package var code: CodeForm?

    package init(
        number: NumberFormat = NumberFormat(), dateOrder: DateOrder = .dayMonthYear, code: CodeForm? = nil
    ) {
        self.code = code
        self.number = number
        self.dateOrder = dateOrder
    }
}
