/// What a cell of a grid is, as far as it tells a label from a value.
enum CellKind: Hashable {
    case empty
    case text
    case number
    /// A date, a time of day, or both.
    case date
    case boolean
    /// A word that says that there is no value, such as `nd`.
    case null

    /// - Parameter cell: UTF-8, without quotes.
    init(_ cell: ByteSlice) {
        let value = Blank.trim(cell)
        if value.isEmpty {
            self = .empty
        } else if NullTokens.contains(value) {
            self = .null
        } else if TemporalReading(value) != nil {
            self = .date
        } else if let number = NumberReading(value), number.hasRegularGroups || number.markCount == 0 {
            self = .number
        } else {
            self = BooleanReading(value) == nil ? .text : .boolean
        }
    }

    /// Whether a label is hardly ever of this kind.
    var isMeasured: Bool { self == .number || self == .date }
}
