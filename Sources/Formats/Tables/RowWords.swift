/// Words by which people mark the rows that are no data.
enum RowWords {
    /// Whether a label is that of a row that adds up others, as «Total», «Ensemble des régions».
    static func isTotal(_ label: String) -> Bool {
        let label = folded(label)
        guard let first = label.split(separator: " ").first else { return false }
        switch first {
        case "total", "totaux", "sous-total", "totals", "subtotal", "soustotal", "tot": return label.utf8.count <= 60
        case "grand": return label.hasPrefix("grand total")
        case "ensemble":
            return label == "ensemble"
                || ["ensemble d", "ensemble :", "ensemble (", "ensemble france", "ensemble h"].contains {
                    label.hasPrefix($0)
                } && label.utf8.count <= 60
        case "cumul": return label.utf8.count <= 30
        default: return false
        }
    }

    /// Whether a label ends as that of a subtotal may, «Bretagne total», or of what is counted, «Emploi total».
    static func mayBeTotal(_ label: String) -> Bool {
        let label = folded(label)
        if label.hasSuffix(" total"), label.utf8.count <= 40 { return true }
        // Somme is a département as well, and an average is nobody's but of those around it.
        return ["somme", "moyenne", "moyenne generale", "moyenne nationale", "mediane"].contains(label)
    }

    /// Whether a label is that of the whole country, whose row adds up others where they are its parts.
    static func isCountry(_ label: String) -> Bool {
        let label = folded(label)
        guard label.hasPrefix("france") || label.hasPrefix("metropole") || label.hasPrefix("dom") else {
            return false
        }
        return [
            "france", "france entiere", "france metropolitaine", "france metro", "france hexagonale", "metropole",
            "france hors mayotte", "france (hors mayotte)", "france y compris mayotte", "dom", "drom",
            "france de province", "france (y compris mayotte)", "dom-tom",
        ].contains(label) || label.hasPrefix("france metropolitaine") && label.utf8.count <= 50
            || label.hasPrefix("france entiere") && label.utf8.count <= 50
    }

    /// Whether a cell begins as the remarks below tables do: «Source :», «Champ :», «(1)».
    static func isRemark(_ text: String) -> Bool {
        let text = String(folded(text).drop { $0 == "\"" || $0 == "«" || $0 == "'" || $0 == " " })
        if text.first == "*" || text.first == "©" { return true }
        if text.first == "(" {
            let number = text.dropFirst().prefix { $0 != ")" }
            if (1...2).contains(number.count), text.dropFirst(number.count + 1).first == ")" { return true }
        }
        let word = text.prefix { $0.isLetter || $0 == "." }
        let rest = text.dropFirst(word.count)
        let isFollowed = rest.drop { $0 == " " || $0 == "(" || $0 == "s" || $0 == ")" }.first == ":"
        switch word {
        case "source", "sources": return true
        case "champ", "champs", "note", "notes", "lecture", "remarque", "remarques", "avertissement", "nb", "n.b.",
            "legende", "unite", "unites", "precision", "precisions", "definition", "definitions", "perimetre",
            "methode", "methodologie", "attention", "geographie", "concept", "concepts", "donnees", "credits",
            "licence", "footnote", "footnotes", "contact", "mention", "mentions", "guide":
            return isFollowed
        case "ns", "nd", "n.d.", "nc", "n.c.", "s", "c", "p", "r", "e": return isFollowed || rest.hasPrefix(" =")
        default:
            return ["mise a jour", "mis a jour", "date d'extraction", "extrait le", "extraction du", "copyright"]
                .contains { text.hasPrefix($0) }
        }
    }

    /// The text in lowercase letters without accents, with one space between words.
    static func folded(_ text: String) -> String {
        var text = text
        if let folded = text.withUTF8({ foldedASCII($0) }) { return folded }
        var folded = ""
        for scalar in text.prefix(120).unicodeScalars {
            let letter = accents[scalar] ?? scalar
            let isBlank = letter.properties.isWhitespace
            if isBlank, folded.isEmpty || folded.last == " " { continue }
            folded += isBlank ? " " : letter.properties.lowercaseMapping
        }
        while folded.last == " " { folded.removeLast() }
        return folded
    }

    /// The same of a text that has nothing but ASCII, as most have; nil for any other.
    private static func foldedASCII(_ text: ByteSlice) -> String? {
        // A line end of two bytes is one character of those that are looked at.
        guard UTF8Check.isASCII(text), !text.contains(.carriageReturn) else { return nil }
        var folded: [UInt8] = []
        folded.reserveCapacity(min(text.count, 120))
        for byte in text.prefix(120) {
            let isBlank = byte == .space || (0x09...0x0D).contains(byte)
            if isBlank, folded.isEmpty || folded.last == .space { continue }
            folded.append(isBlank ? .space : byte.lowercased)
        }
        while folded.last == .space { folded.removeLast() }
        return String(decoding: folded, as: UTF8.self)
    }

    private static let accents: [Unicode.Scalar: Unicode.Scalar] = [
        "à": "a", "â": "a", "é": "e", "è": "e", "ê": "e", "ë": "e", "î": "i", "ï": "i", "ô": "o", "û": "u", "ù": "u",
        "ç": "c", "À": "a", "Â": "a", "É": "e", "È": "e", "Ê": "e", "Î": "i", "Ô": "o", "Û": "u", "Ç": "c",
        "’": "'",
    ]
}
