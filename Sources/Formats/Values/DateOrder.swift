/// The order of the numbers of a date that does not begin with its year.
package enum DateOrder: String, CaseIterable, Codable, Sendable {
    case dayMonthYear = "dmy"
    case monthDayYear = "mdy"
    /// No order but the number of a day as Excel counts it, which nobody guesses: a plan must say so.
    case excelSerial = "excel"
}
