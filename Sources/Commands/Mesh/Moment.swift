import FoundationEssentials

/// A moment on the command line: a day, which ends at midnight UTC, or a time in UTC as ISO 8601 writes it.
struct Moment: ArgumentValue {
    let date: Date

    init(argument text: String) throws {
        let time = try? Date(text, strategy: .iso8601)
        let day = try? Date(text, strategy: .iso8601.year().month().day())
        // Foundation reads 30 February as 2 March; a moment that is not written back the same was never one.
        if let time, text.hasSuffix("Z"), text.hasPrefix(time.formatted(.iso8601.year().month().day())) {
            date = time
        } else if let day, day.formatted(.iso8601.year().month().day()) == text {
            // The day that is named is the last one.
            date = day.addingTimeInterval(86_400)
        } else {
            throw UnreadableArgument(expected: "a day such as 2027-12-31, or a time such as 2027-12-31T18:00:00Z")
        }
    }

    var argumentText: String { date.formatted(.iso8601) }
    static var placeholder: String? { "TIME" }
}
