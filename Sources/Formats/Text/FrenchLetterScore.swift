/// Says how well bytes read as French in an encoding.
///
/// Every character earns or costs points by how usual it is in French between
/// such neighbours: `é` within a word earns most, a box-drawing line or a
/// capital after a small letter costs. No list of words is needed.
enum FrenchLetterScore {
    /// Chooses among the encodings in which a byte is a character.
    ///
    /// Windows-1252 wins ties: it is what Excel writes in France.
    static func best(of counts: HighByteCounts) -> (TextEncoding, evidence: String) {
        let scores = TextEncoding.singleByte.map { ($0, score(counts, as: $0)) }
        let prior = scores[0].1 + 0.5 + abs(scores[0].1) * 0.02
        var best = (encoding: TextEncoding.windows1252, score: prior)
        for (encoding, score) in scores.dropFirst() where score > best.score { best = (encoding, score) }
        let shown = scores.map { "\($0.rawValue) \(Int($1.rounded()))" }.joined(separator: ", ")
        return (best.encoding, "letters of French: \(shown)")
    }

    /// How many in a hundred of the bytes beyond ASCII make no likely text of Europe in an encoding.
    ///
    /// Letters beyond ASCII hardly ever stand side by side there, as they do in other scripts.
    static func unlikelyShare(of counts: HighByteCounts, as encoding: TextEncoding) -> Int {
        guard let half = encoding.upperHalf, counts.total > 0 else { return 0 }
        var unlikely = 0
        counts.forEach { byte, before, after, count in
            let character = half[byte - 0x80]
            // Quotes, blanks and signs of money stand beside anything.
            if marks.contains(character) { return }
            let isBeside = before == .high || after == .high
            if isBeside || points(character, before, after) <= -1 { unlikely += count }
        }
        return unlikely * 100 / counts.total
    }

    private static func score(_ counts: HighByteCounts, as encoding: TextEncoding) -> Double {
        guard let half = encoding.upperHalf else { return -.infinity }
        var score = 0.0
        counts.forEach { byte, before, after, count in
            score += Double(count) * points(half[byte - 0x80], before, after)
        }
        return score
    }

    private static let common = Set("éèàêçôîâûù".unicodeScalars)
    private static let rare = Set("ëïüœæÿ".unicodeScalars)
    private static let commonCapitals = Set("ÉÈÀÊÇÔÎ".unicodeScalars)
    private static let rareCapitals = Set("ÂÛÙËÏÜŒÆŸ".unicodeScalars)
    private static let marks = Set("«»“”‘…–—•€°²³§·\u{A0}".unicodeScalars)
    private static let signs = Set("©®™±×µ¼½¾‰¿¡†‹›".unicodeScalars)

    private static func points(
        _ character: Unicode.Scalar, _ before: HighByteCounts.Neighbour, _ after: HighByteCounts.Neighbour
    ) -> Double {
        let isWithinWord = before.isLetter && after.isLetter
        let isWithinCapitals = before == .uppercase && after == .uppercase
        // Between blanks and signs stand marks; of letters only `à` and `À` do, and `où` has two.
        let isAlone = !before.isLetter && !after.isLetter
        if isAlone, character.properties.isAlphabetic {
            return character == "à" ? 1 : character == "À" ? 0.5 : -0.5
        }
        if common.contains(character) { return isWithinCapitals ? -1 : 3 }
        if rare.contains(character) { return isWithinCapitals ? -1 : 1 }
        if commonCapitals.contains(character) { return before == .lowercase ? -2 : 2 }
        if rareCapitals.contains(character) { return before == .lowercase ? -2 : 1 }
        if character == "’" { return isWithinWord ? 2 : 0.3 }
        if marks.contains(character) { return isWithinWord ? -1 : 0.5 }
        if signs.contains(character) { return isWithinWord ? -1 : 0 }
        if character == "\0" { return -4 }
        switch character.properties.generalCategory {
        case .lowercaseLetter: return isWithinCapitals ? -1 : 0.3
        case .uppercaseLetter: return before == .lowercase ? -2 : 0.1
        default: return -1
        }
    }
}

extension HighByteCounts.Neighbour {
    /// Whether it is a letter, or may be one.
    fileprivate var isLetter: Bool { self == .lowercase || self == .uppercase || self == .high }
}
