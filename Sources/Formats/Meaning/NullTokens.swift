/// The words that say that there is no value.
///
/// They count only in columns that are not text: `NA` is also Namibia, `s`
/// also a size. In text only an empty cell is no value.
enum NullTokens {
    /// The longest of the words, in bytes.
    private static let longest = 18

    /// Whether a cell, from which blanks have been trimmed, says that there is no value.
    static func contains(_ cell: ByteSlice) -> Bool {
        guard cell.count <= longest, let first = cell.first, Self.mayBegin[Int(first)] else { return false }
        // Bars and points of any number: `//`, `////`, `---`, `...`.
        if cell.allSatisfy({ $0 == first }), "/-.".utf8.contains(first) { return true }
        return words.contains { $0.elementsEqual(cell.lazy.map(\.lowercased)) }
    }

    /// Whether such a word says that a value is there and kept secret, since it would tell of single persons or firms.
    static func isSecret(_ cell: ByteSlice) -> Bool {
        guard cell.count <= longest else { return false }
        return secrets.contains { $0.elementsEqual(cell.lazy.map(\.lowercased)) }
    }

    private static let secrets = ["s", "c", "(s)", "(c)", "secret", "secret statistique", "confidentiel"].map {
        Array($0.utf8)
    }

    /// For every byte, whether a word begins with it: most texts are turned away here.
    private static let mayBegin: [Bool] = {
        var table = [Bool](repeating: false, count: 256)
        for first in words.compactMap(\.first) {
            table[Int(first)] = true
            if first.isLetter { table[Int(first & ~0x20)] = true }
        }
        for first in "/-.".utf8 { table[Int(first)] = true }
        return table
    }()

    /// In lowercase: the words of INSEE tables, of statistics programs, of databases.
    private static let words: [[UInt8]] =
        [
            "nd", "n.d.", "n.d", "nc", "n.c.", "ns", "n.s.", "nr", "s", "c", "na", "n/a", "#n/a", "#na", "nan",
            "null",
            "none", "nil", "\\n", "…", "–", "—", "(null)", "(vide)", "vide", "?", "#div/0!", "#ref!", "#valeur!",
            "#value!",
            "#nom?", "#name?", "#nombre!", "#num!", "#nul!", "#null!", "n/d", "n/c", "nd.", "n.a.", "n.r.", "<na>",
        ].map { Array($0.utf8) } + secrets
}
