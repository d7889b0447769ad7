/// How many rows were repaired, by what was done; a row may be counted under several.
package struct RepairCounts: Hashable, Sendable {
    private var shortRow = 0
    private var emptyCells = 0
    private var strayQuote = 0
    private var fallbackEncoding = 0
    private var restoredCode = 0
    private var discardedValue = 0
    private var trimmedBlanks = 0

    package init() {}

    package internal(set) subscript(kind: Repair.Kind) -> Int {
        get {
            switch kind {
            case .shortRow: shortRow
            case .emptyCells: emptyCells
            case .strayQuote: strayQuote
            case .fallbackEncoding: fallbackEncoding
            case .restoredCode: restoredCode
            case .discardedValue: discardedValue
            case .trimmedBlanks: trimmedBlanks
            }
        }
        set {
            switch kind {
            case .shortRow: shortRow = newValue
            case .emptyCells: emptyCells = newValue
            case .strayQuote: strayQuote = newValue
            case .fallbackEncoding: fallbackEncoding = newValue
            case .restoredCode: restoredCode = newValue
            case .discardedValue: discardedValue = newValue
            case .trimmedBlanks: trimmedBlanks = newValue
            }
        }
    }

    /// All of them together.
    package var total: Int { Repair.Kind.allCases.reduce(0) { $0 + self[$1] } }
}
