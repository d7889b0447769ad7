extension [String] {
    /// The words as English lists them: `a, b or c`.
    func listed(_ conjunction: String) -> String {
        guard count > 1, let last else { return first ?? "" }
        return "\(dropLast().joined(separator: ", ")) \(conjunction) \(last)"
    }

    /// The same with each word in quotes.
    func listedInQuotes(_ conjunction: String) -> String {
        map { "'\($0)'" }.listed(conjunction)
    }
}
