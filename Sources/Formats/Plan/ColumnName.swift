/// Makes names of PostgreSQL columns out of the labels that people write.
///
/// A name has lowercase letters of ASCII, digits and underscores, at most 63
/// bytes, and is unique within its table. Words of SQL are allowed, because
/// whoever writes a statement quotes names.
package enum ColumnName {
    /// Names that PostgreSQL keeps for itself in every table.
    package static let reserved: Set<String> = ["cmax", "cmin", "ctid", "tableoid", "xmax", "xmin"]

    private static let limit = 63

    /// Names for labels, one each, in their order.
    ///
    /// - Parameter taken: names that no column may have beside the reserved ones.
    package static func names(for labels: [String], taken: Set<String> = []) -> [String] {
        var used = taken
        return labels.enumerated().map { index, label in
            var base = clean(label)
            if base.isEmpty { base = "column_\(index + 1)" }
            if reserved.contains(base) { base = "col_\(base)" }
            var name = base
            var number = 2
            while !used.insert(name).inserted {
                let suffix = "_\(number)"
                name = String(base.prefix(limit - suffix.utf8.count)) + suffix
                number += 1
            }
            return name
        }
    }

    /// Whether a name is one that labels may become.
    package static func isClean(_ name: String) -> Bool {
        let isWord = name.utf8.allSatisfy { $0.isLowercaseLetter || $0.isDigit || $0 == UInt8(ascii: "_") }
        return isWord && (1...limit).contains(name.utf8.count) && name.utf8.first?.isDigit == false
            && !reserved.contains(name)
    }

    /// The label as a name, or an empty text when it has no letter and no digit of ours.
    package static func clean(_ label: String) -> String {
        var name = ""
        var before: [Unicode.Scalar] = []
        for scalar in label.unicodeScalars.prefix(4 * limit) {
            let folded = fold(scalar)
            if isBoundary(before, scalar), name.last != "_" { name += "_" }
            before = [before.last, scalar].compactMap { $0 }
            if scalar == "+" {
                // «20 ans et +» is not «20 ans et».
                name += name.last == "_" || name.isEmpty ? "plus_" : "_plus_"
            } else if folded.isEmpty {
                let isJoin = joins.contains(scalar) || scalar.properties.generalCategory == .nonspacingMark
                if name.last != "_", !isJoin { name += "_" }
            } else {
                name += folded
            }
        }
        while name.first == "_" { name.removeFirst() }
        name = String(name.prefix(limit - 1))
        while name.last == "_" { name.removeLast() }
        guard let first = name.first else { return "" }
        return first.isNumber ? "_" + name : name
    }

    /// Characters that stand within a word and leave nothing behind.
    private static let joins = Set("°\u{AD}\u{200B}\u{200C}\u{200D}\u{FEFF}".unicodeScalars)

    /// Whether a word begins here because a capital follows at least two small letters.
    private static func isBoundary(_ before: [Unicode.Scalar], _ scalar: Unicode.Scalar) -> Bool {
        before.count == 2 && before.allSatisfy(\.properties.isLowercase) && scalar.properties.isUppercase
    }

    private static func fold(_ scalar: Unicode.Scalar) -> String {
        if scalar.isASCII {
            let isWord = scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
            if isWord { return scalar.properties.lowercaseMapping }
            return scalar == "%" ? "pct" : ""
        }
        return folds[scalar] ?? scalar.properties.lowercaseMapping.unicodeScalars.first.flatMap { folds[$0] }
            ?? ""
    }

    private static let folds: [Unicode.Scalar: String] = {
        let groups: [(String, String)] = [
            ("àáâãäåāăąǎ", "a"), ("çćĉċč", "c"), ("ďđð", "d"), ("èéêëēĕėęě", "e"), ("ĝğġģ", "g"), ("ĥħ", "h"),
            ("ìíîïĩīĭįıǐ", "i"), ("ĵ", "j"), ("ķ", "k"), ("ĺļľŀł", "l"), ("ñńņňŉ", "n"), ("òóôõöøōŏőǒ", "o"),
            ("ŕŗř", "r"), ("śŝşšș", "s"), ("ţťŧț", "t"), ("ùúûüũūŭůűųǔ", "u"), ("ŵ", "w"), ("ýÿŷ", "y"),
            ("źżž", "z"), ("æ", "ae"), ("œ", "oe"), ("ß", "ss"), ("þ", "th"), ("²", "2"), ("³", "3"),
            ("€", "eur"),
            ("‰", "pm"), ("µ", "u"),
        ]
        var folds: [Unicode.Scalar: String] = [:]
        for (letters, base) in groups {
            for letter in letters.unicodeScalars { folds[letter] = base }
        }
        return folds
    }()
}
