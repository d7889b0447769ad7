/// Whether a text is a cron line of five fields: minute, hour, day, month, day of the week.
func isCronLine(_ text: String) -> Bool {
    let ranges = [0...59, 0...23, 1...31, 1...12, 0...7]
    let fields = text.split(separator: " ", omittingEmptySubsequences: false)
    guard fields.count == ranges.count else { return false }
    return zip(fields, ranges).allSatisfy { field, range in
        field.split(separator: ",", omittingEmptySubsequences: false).allSatisfy { isCronItem($0, within: range) }
    }
}

/// Whether a text is `*`, a number or two numbers, with a step where one is given.
private func isCronItem(_ item: Substring, within range: ClosedRange<Int>) -> Bool {
    let parts = item.split(separator: "/", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count) else { return false }
    func number(_ text: Substring) -> Int? {
        text.allSatisfy { $0.isASCII && $0.isNumber } ? Int(text) : nil
    }
    if parts.count == 2 {
        guard let step = number(parts[1]), step > 0, step <= range.upperBound else { return false }
    }
    if parts[0] == "*" { return true }
    let ends = parts[0].split(separator: "-", omittingEmptySubsequences: false).map(number)
    guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1] else { return false }
    return first <= last && range.contains(first) && range.contains(last) && (parts.count == 1 || ends.count == 2)
}
