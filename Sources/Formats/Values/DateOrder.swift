/// The order of the numbers of a date that does not begin with its year.
package enum DateOrder: String, CaseIterable, Codable, Sendable {
    case dayMonthYear = "dmy"
    case monthDayYear = "mdy"
}
