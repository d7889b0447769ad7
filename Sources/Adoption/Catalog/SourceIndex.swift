/// An index of a source's table that is no constraint.
package struct SourceIndex: Codable, Hashable, Sendable {
    package var name: String
    package var method: String
    package var isUnique: Bool
    /// Its columns, empty when it has expressions.
    package var columns: [String]
    /// Whether it is plain: columns alone, all rows, the usual operators.
    package var isPlain: Bool
    package var definition: String
}
