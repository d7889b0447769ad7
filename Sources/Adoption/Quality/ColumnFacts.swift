/// What the values of a column are like: counts, and no value of a person.
package struct ColumnFacts: Codable, Hashable, Sendable {
    package var nulls = 0
    /// Nil where values were not counted apart: a large table, or a type without an order.
    package var distinct: Int?
    /// The lowest and the highest value; of texts their lengths alone.
    package var lowest: String?
    package var highest: String?

    // MARK: Texts

    package var empty = 0
    /// With blanks at an end.
    package var blankEdges = 0
    /// Written as UTF-8 and read as Windows-1252.
    package var mojibake = 0
    /// Numbers with a decimal comma.
    package var commaNumbers = 0
    /// Whole numbers and numbers with a point, without a leading zero.
    package var plainNumbers = 0
    /// Dates such as 31/12/2024.
    package var frenchDates = 0
    /// Dates such as 2024-12-31.
    package var isoDates = 0
    /// Four digits, where five are usual.
    package var fourDigits = 0
    /// Five characters of a code of a commune.
    package var fiveCodes = 0
    package var emails = 0
    package var phones = 0

    // MARK: Geometries

    package var invalidGeometries = 0
    package var systems: [Int] = []
    package var shapes: [String] = []

    package init() {}
}
