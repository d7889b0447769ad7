/// How the values of a column are made clean, in the order in which rules are listed here.
package enum CleaningRule: String, CaseIterable, Codable, Hashable, Sendable, Comparable {
    /// Blanks at both ends go.
    case trim
    /// UTF-8 that was read as Windows-1252 is read again: `JosÃ©` becomes `José`.
    case mojibake
    /// An empty text becomes null.
    case emptyToNull = "empty_to_null"
    /// Four digits get the zero that a spreadsheet took: `1004` becomes `01004`.
    case communeZeros = "commune_zeros"
    /// The same for a postal code.
    case postalZeros = "postal_zeros"
    /// The mark of decimals is a comma: `1 234,50` is 1234.50.
    case frenchNumber = "french_number"
    /// The day comes first: `31/12/2024` is 2024-12-31.
    case frenchDate = "french_date"

    package static func < (left: CleaningRule, right: CleaningRule) -> Bool { left.place < right.place }

    private var place: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    /// What the rule does, for whoever reads the plan.
    package var explanation: String {
        switch self {
        case .trim: "blanks at both ends go"
        case .mojibake: "UTF-8 that was read as Windows-1252 is read again"
        case .emptyToNull: "empty becomes null"
        case .communeZeros: "four digits get back the zero of a commune's code"
        case .postalZeros: "four digits get back the zero of a postal code"
        case .frenchNumber: "a decimal comma is read"
        case .frenchDate: "dates with the day first are read"
        }
    }
}
