/// A term of a glossary, as links name it.
///
/// In a document a link is the term alone, `Commune`, where only one glossary
/// has such a term, and `Glossaire territorial / Commune` otherwise.
package struct TermName: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// What stands between glossary and term; no name of either contains it.
    static let separator = " / "

    package let glossary: String
    package let term: String

    package init(glossary: String, term: String) {
        self.glossary = glossary
        self.term = term
    }

    /// The link in full.
    package var description: String { "\(glossary)\(Self.separator)\(term)" }

    package static func < (left: TermName, right: TermName) -> Bool {
        (left.glossary, left.term) < (right.glossary, right.term)
    }
}
