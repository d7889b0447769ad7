/// Something of a source that is described and not taken over.
package struct SourceObject: Codable, Hashable, Sendable {
    /// What it is in one word or two: `view`, `function`, `trigger`.
    package var kind: String
    package var schema: String
    package var name: String
    /// What a person who rebuilds it must know, such as the text of a view.
    package var detail: String
}
