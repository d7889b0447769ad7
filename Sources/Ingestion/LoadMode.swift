/// What becomes of the rows that are there.
package enum LoadMode: String, CaseIterable, Decodable, Sendable {
    /// They give way to the new ones, in one moment.
    case replace
    /// They stay, and the new ones are added.
    case append
    /// Those of the same key are changed where they differ, and new ones are added.
    case merge
    /// As by a merge, but what a row was before stays, with the time until which it was so.
    case history

    /// Whether rows are known by a key.
    package var needsKey: Bool { self == .merge || self == .history }
}
