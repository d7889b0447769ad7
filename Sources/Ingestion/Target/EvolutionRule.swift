/// What becomes of columns that only the source or only the table has, and of values that their column cannot hold.
package enum EvolutionRule: String, CaseIterable, Decodable, Sendable {
    /// The table gets new columns, and wider types where that loses nothing; what the source lacks stays without values.
    case evolve
    /// The load fails by name, and nothing changes. A record whose value does not fit is refused.
    case freeze
    /// Records that hold a value in a column which the table lacks, or one that does not fit, are refused.
    case discardRow = "discard-row"
    /// Values of columns that the table lacks, and those that do not fit, are left out.
    case discardValue = "discard-value"
}
