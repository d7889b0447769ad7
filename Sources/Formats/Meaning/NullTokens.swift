/// The words that say that there is no value.
///
/// They count only in columns that are not text: `NA` is also Namibia, `s`
/// also a size. In text only an empty cell is no value, unless all others are digits.
enum NullTokens {
    /// The longest of the words, in bytes.
    private static let longest = 18

    /// Whether a cell, from which blanks have been trimmed, says that there is no value.
    static func contains(_ cell: ByteSlice) -> Bool {
        guard mayContain(cell), let first = cell.first else { return false }
        // Bars, points and stars of any number: `//`, `////`, `---`, `...`, `**`; a date of xBase without any, `/  /`.
        if "/-.*".utf8.contains(first), cell.allSatisfy({ $0 == first || $0 == .space }) { return true }
        return words.contains { $0.count == cell.count && $0.elementsEqual(cell.lazy.map(\.lowercased)) }
    }

    /// Whether one of the words has the length of a cell and begins as it does, which turns away most texts.
    @inline(__always)
    static func mayContain(_ cell: ByteSlice) -> Bool { screen.mayContain(cell) }

    /// For every byte, the lengths of the words that begin with it, as bits.
    ///
    /// Whoever asks often keeps it, since what is static is looked for each time.
    struct Screen: Sendable {
        fileprivate var lengths = [UInt32](repeating: 0, count: 256)

        @inline(__always)
        func mayContain(_ cell: ByteSlice) -> Bool {
            guard let first = cell.first else { return false }
            // No word is longer than the longest, so that no length needs a question of its own.
            return lengths[Int(first)] &>> UInt32(truncatingIfNeeded: min(cell.count, longest + 1)) & 1 == 1
        }
    }

    /// Whether such a word says that a value is there and kept secret, since it would tell of single persons or firms.
    static func isSecret(_ cell: ByteSlice) -> Bool {
        guard cell.count <= longest else { return false }
        return secrets.contains { $0.elementsEqual(cell.lazy.map(\.lowercased)) }
    }

    /// Whether such a word stands for a figure that is not known or too small: beside «oui» a cross means something.
    static func isOfFigures(_ cell: ByteSlice) -> Bool {
        figures.contains { $0.elementsEqual(cell.lazy.map(\.lowercased)) }
    }

    private static let figures = ["x", "ε", ":"].map { Array($0.utf8) }

    private static let secrets = ["s", "c", "(s)", "(c)", "secret", "secret statistique", "confidentiel"].map {
        Array($0.utf8)
    }

    static let screen: Screen = {
        var screen = Screen()
        for word in words {
            guard let first = word.first else { continue }
            screen.lengths[Int(first)] |= 1 << UInt32(word.count)
            if first.isLetter { screen.lengths[Int(first & ~0x20)] |= 1 << UInt32(word.count) }
        }
        for first in "/-.*".utf8 { screen.lengths[Int(first)] = 1 << UInt32(longest + 1) - 1 }
        return screen
    }()

    /// In lowercase: the words of INSEE tables, of statistics programs, of databases.
    private static let words: [[UInt8]] =
        [
            "nd", "n.d.", "n.d", "nc", "n.c.", "ns", "n.s.", "nr", "s", "c", "na", "n/a", "#n/a", "#na", "nan",
            "null",
            "none", "nil", "\\n", "…", "–", "—", "(null)", "(vide)", "vide", "?", "#div/0!", "#ref!", "#valeur!",
            "#value!",
            "n.c", "n.s", "so", "s.o.", "s.o", "sans objet", "np", "sd", "inconnu", "inconnue", "non disponible",
            "non renseigné", "non renseignée", "non communiqué", "non communiquée", "non concerné", "non concernée",
            "non significatif", "non déterminé", "néant", "#nom?", "#name?", "#nombre!", "#num!", "#nul!", "#null!",
            "n/d", "n/c", "nd.", "n.a.", "n.r.", "<na>",
        ].map { Array($0.utf8) } + secrets + figures
}
