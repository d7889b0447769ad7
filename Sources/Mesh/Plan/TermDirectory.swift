import Vocabulary

/// Every term that there will be, to find what a link means.
struct TermDirectory {
    private var glossariesOfTerm: [String: Set<String>] = [:]

    init(_ glossaries: [Glossary]...) {
        for glossary in glossaries.joined() {
            for term in glossary.terms { glossariesOfTerm[term.name, default: []].insert(glossary.name) }
        }
    }

    /// The term that a link names, alone or with its glossary.
    ///
    /// - Throws: ``MeshFailure/unknown(kind:name:nearest:)``, ``MeshFailure/ambiguous(kind:name:candidates:)``.
    func resolve(_ link: String) throws -> TermName {
        if let glossaries = glossariesOfTerm[link] {
            let candidates = glossaries.sorted().map { TermName(glossary: $0, term: link) }
            if candidates.count == 1 { return candidates[0] }
            throw MeshFailure.ambiguous(kind: "term", name: link, candidates: candidates.map(\.description))
        }
        if let separator = link.firstRange(of: TermName.separator) {
            let glossary = String(link[..<separator.lowerBound])
            let term = String(link[separator.upperBound...])
            if glossariesOfTerm[term]?.contains(glossary) == true {
                return TermName(glossary: glossary, term: term)
            }
        }
        throw MeshFailure.unknown(
            kind: "term", name: link, nearest: nearestName(to: link, in: glossariesOfTerm.keys))
    }

    /// The shortest link that means the term.
    func link(to name: TermName) -> String {
        glossariesOfTerm[name.term]?.count == 1 ? name.term : name.description
    }
}
