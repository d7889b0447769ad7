import FoundationEssentials

/// The moment from which on something counts: a time in UTC, or a day from its midnight in UTC.
struct Beginning: ArgumentValue {
    let date: Date

    init(argument text: String) throws {
        // A day ends at the midnight after it for `Moment`; here it begins at the one before.
        date = text.contains("T") ? try Moment(argument: text).date : try Moment(argument: text).date - 86_400
    }

    var argumentText: String { date.formatted(.iso8601) }
    static var placeholder: String? { "TIME" }
}
