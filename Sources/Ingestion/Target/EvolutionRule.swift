/// What becomes of columns that only the source or only the table has.
package enum EvolutionRule: String, CaseIterable, Decodable, Sendable {
    /// The table gets new columns, and wider types where that loses nothing; what the source lacks stays without values.
    case evolve
    /// The load fails by name, and nothing changes.
    case freeze
    /// Records that hold a value in a column which the table lacks are refused.
    case discardRow = "discard-row"
    /// Values of columns that the table lacks are left out.
    case discardValue = "discard-value"
}
