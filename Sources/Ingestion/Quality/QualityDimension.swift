/// One way in which data can be good.
package enum QualityDimension: String, CaseIterable, Codable, Sendable {
    /// Cells that hold a value, or the reason why there is none.
    case completeness
    /// Records that could be loaded as they were written.
    case validity
    /// Rows that share their key with no other.
    case uniqueness
    /// Whether the data is as young as it is promised to be.
    case freshness
    /// Values that the list knows to which they refer, such as the communes of a year.
    case reference
}
