/// A column of a source's table.
package struct SourceColumn: Codable, Hashable, Sendable {
    package var name: String
    package var type: SourceType
    package var isNotNull: Bool
    /// The expression that fills it when nothing is given, as the server writes it.
    package var defaultText: String?
    package var isIdentity: Bool
    /// Whether it is computed from others.
    package var isGenerated: Bool
    package var comment: String?
    /// What the next value of its own sequence would be, nil without a sequence or without the right to know.
    package var nextValue: Int?
    /// Whether a sequence belongs to it.
    package var hasSequence: Bool
    package var isReadable: Bool
}
