/// How the values of a column are written, beside what all of them share.
package struct ValueFormat: Hashable, Sendable {
    /// Marks and unit of numbers.
    package var number: NumberFormat

    /// Order of dates that do not begin with their year.
    package var dateOrder: DateOrder

    /// The codes of a column in which a program took zeros for those of numbers.
    package var code: CodeForm?

    /// Whether words for no value are none in a text, since all of its values are digits.
    package var hasNullWords: Bool

    /// Whether the values of a text are filled up with blanks, which are no part of them.
    package var isPadded: Bool

    package init(
        number: NumberFormat = NumberFormat(), dateOrder: DateOrder = .dayMonthYear, code: CodeForm? = nil,
        hasNullWords: Bool = false, isPadded: Bool = false
    ) {
        self.hasNullWords = hasNullWords
        self.isPadded = isPadded
        self.code = code
        self.number = number
        self.dateOrder = dateOrder
    }
}
