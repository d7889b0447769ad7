import FoundationEssentials

/// A moment on the command line: a day, which ends at midnight UTC, or a time in ISO 8601.
struct Moment: ArgumentValue {
    let date: Date

    init(argument text: String) throws {
        if let date = try? Date(text, strategy: .iso8601) {
            self.date = date
        } else if let day = try? Date(text, strategy: .iso8601.year().month().day()) {
            // The day that is named is the last one.
            date = day.addingTimeInterval(86_400)
        } else {
            throw UnreadableArgument(expected: "a day such as 2027-12-31, or a time such as 2027-12-31T18:00:00Z")
        }
    }

    var argumentText: String { date.formatted(.iso8601) }
    static var placeholder: String? { "TIME" }
}
