extension ColumnStatistics {
    /// Why the column is no more than text, and what a person should look at.
    func inferText() -> (facts: [String], warning: String?) {
        if values == 0 { return ([InferredColumn.noValueEvidence], nil) }
        if temporals.times == values, temporals.lateTimes > 0 {
            return (
                ["\(values) times of day, \(temporals.lateTimes) of which lie behind midnight, from 24:00 on, as text"],
                nil
            )
        }
        if numbers.leadingZeros > 0 {
            return (["\(numbers.leadingZeros) numbers begin with 0, the first on line \(firstLeadingZeroLine)"], nil)
        }
        let kinds: [(name: String, count: Int, line: Int)] = [
            ("numbers", numbers.count, firstNumberLine), ("dates", temporals.days, firstDateLine),
            ("times", temporals.times, firstDateLine), ("yes or no", booleans, firstBooleanLine),
            ("text", texts, firstTextLine),
        ].filter { $0.1 > 0 }
        // Of a column that is known to be text early, not every cell was looked at.
        guard !isSettled, kinds.count > 1, kinds.reduce(0, { $0 + $1.count }) == values,
            let most = kinds.max(by: { $0.count < $1.count }), most.name != "text", most.count * 10 >= values * 9
        else { return ([], nil) }
        let others = kinds.filter { $0.name != most.name }
        let named = others.map { "\($0.count) \($0.name), the first on line \($0.line)" }.joined(separator: "; ")
        let fact = "all values are \(most.name) but \(values - most.count): \(named)"
        guard most.count * 20 >= values * 19, most.name == "numbers" || most.name == "dates" else {
            return ([fact], nil)
        }
        return ([fact], "it is text, since \(fact)")
    }

    /// Whether all values are digits, so that a word for no value is none of them, although they are kept as text.
    var hasOnlyDigits: Bool {
        let corsicans = texts == corsicanDepartements || texts == corsicanCommunes ? texts : 0
        return values > 0 && !isSettled && numbers.plainIntegers + corsicans == values
    }
}
