/// Says how well bytes read as French in an encoding.
///
/// Every character earns or costs points by how usual it is in French between
/// such neighbours: `é` within a word earns most, a box-drawing line or a
/// capital after a small letter costs. No list of words is needed.
enum FrenchLetterScore {
    /// Chooses among the encodings in which a byte is a character.
    ///
    /// Windows-1252 wins ties: it is what Excel writes in France. What systems of the last century wrote must be better
    /// by every character, since two letters of another language may look French by accident.
    static func best(of counts: HighByteCounts) -> (TextEncoding, evidence: String, warning: String?) {
        let scores = TextEncoding.singleByte.map { ($0, score(counts, as: $0)) }
        let margin = Double(counts.total) * marginPerCharacter
        let weighed = scores.map { encoding, score in
            switch encoding {
            case .windows1252: (encoding, score + 0.5 + abs(score) * 0.02)
            case .macRoman, .codePage850: (encoding, score - margin)
            default: (encoding, score)
            }
        }
        var best = weighed[0]
        for other in weighed.dropFirst() where other.1 > best.1 { best = other }
        let shown = scores.map { "\($0.rawValue) \(Int($1.rounded()))" }.joined(separator: ", ")
        let chosen = scores.first { $0.0 == best.0 }?.1 ?? 0
        let rival = scores.filter { $0.0 != best.0 && chosen - $0.1 < margin && differ($0.0, best.0, in: counts) }
            .max { $0.1 < $1.1 }
        return (best.0, "letters of French: \(shown)", rival.map { warning(counts, best.0, $0.0) })
    }

    private static let marginPerCharacter = 0.3

    /// Whether any byte of a text is another character in another encoding.
    private static func differ(_ one: TextEncoding, _ other: TextEncoding, in counts: HighByteCounts) -> Bool {
        guard let one = one.upperHalf, let other = other.upperHalf else { return false }
        var differs = false
        counts.forEach { byte, _, _, _ in differs = differs || one[byte - 0x80] != other[byte - 0x80] }
        return differs
    }

    private static func warning(_ counts: HighByteCounts, _ best: TextEncoding, _ rival: TextEncoding) -> String {
        let count = counts.total == 1 ? "1 character" : "\(counts.total) characters"
        return """
            \(count) beyond ASCII may be \(rival.rawValue) as well as \(best.rawValue): compare a name that is known, \
            and write the right encoding into the plan
            """
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
    private static let beginnings: [Unicode.Scalar: Double] = [
        "é": 3, "ê": 2, "à": 1, "â": 1, "œ": 1, "ç": 1, "î": 0.3,
    ]
    private static let commonCapitals = Set("ÉÈÀÊÇÔÎ".unicodeScalars)
    private static let rareCapitals = Set("ÂÛÙËÏÜŒÆŸ".unicodeScalars)
    private static let marks = Set("«»“”‘…–—•€£©°²³§·\u{A0}".unicodeScalars)
    private static let signs = Set("®™¥¢±×µ¼½¾‰¿¡†‹›".unicodeScalars)

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
        if character.properties.isLowercase, !before.isLetter, common.contains(character) || rare.contains(character) {
            // Words that begin with `î` or `ô` are few, and with `û` or `ÿ` none.
            return after == .uppercase ? -1 : beginnings[character] ?? 0
        }
        // And none ends with one of these; `M€` does so with `Ç` in another encoding.
        if !after.isLetter, "îôâêëüçÎÔÂÊËÜÇ".unicodeScalars.contains(character) { return 0 }
        if common.contains(character) { return isWithinCapitals ? -1 : 3 }
        if rare.contains(character) { return isWithinCapitals ? -1 : 1 }
        if commonCapitals.contains(character) { return before == .lowercase ? -2 : 2 }
        // No word begins with one of these, but `Ø` is one of them in another encoding.
        if !before.isLetter, "ÛÙËÏŸ".unicodeScalars.contains(character) { return -0.3 }
        if rareCapitals.contains(character) { return before == .lowercase ? -2 : 1 }
        if character == "’" { return isWithinWord ? 2 : 0.3 }
        if marks.contains(character) { return isWithinWord ? -1 : 0.5 }
        if signs.contains(character) { return isWithinWord ? -1 : 0 }
        if character == "\0" { return -4 }
        switch character.properties.generalCategory {
        case .lowercaseLetter: return isWithinCapitals ? -1 : 0.3
        case .uppercaseLetter: return before == .lowercase ? -2 : "ÐÞÝ".unicodeScalars.contains(character) ? -0.3 : 0.1
        default: return -1
        }
    }
}

extension HighByteCounts.Neighbour {
    /// Whether it is a letter, or may be one.
    fileprivate var isLetter: Bool { self == .lowercase || self == .uppercase || self == .high }
}
