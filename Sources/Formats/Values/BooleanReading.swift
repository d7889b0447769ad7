/// A word that says yes or no.
struct BooleanReading: Equatable {
    let value: Bool

    /// Which word it is, as one bit of all words.
    let word: UInt16

    /// Reads a cell from which blanks have been trimmed, in any case.
    @inline(__always)
    init?(_ cell: ByteSlice) {
        guard let first = cell.first, cell.count <= 5, first.isLetter else { return nil }
        self.init(word: cell)
    }

    private init?(word cell: ByteSlice) {
        var packed: UInt64 = 0
        for byte in cell { packed = packed << 8 | UInt64(byte.lowercased) }
        guard let place = Self.words.firstIndex(of: packed) else { return nil }
        value = place.isMultiple(of: 2)
        self.word = 1 << UInt16(place)
    }

    /// Whether a column in which just these words were seen speaks of yes and no.
    ///
    /// A single letter means other things too: both of its pair must be there, and nothing else.
    static func isBoolean(words: UInt16) -> Bool {
        if words == 0 { return false }
        return words & letters == 0 || letterPairs.contains(words)
    }

    /// The word of a source that knows booleans: `true`.
    static let declared: UInt16 = 1 << 4

    private static func pack(_ word: String) -> UInt64 { word.utf8.reduce(0) { $0 << 8 | UInt64($1) } }

    /// Words for yes at even places, each before its word for no; `n` is found at its first place.
    private static let words: [UInt64] =
        ["oui", "non", "vrai", "faux", "true", "false", "yes", "no", "o", "n", "y", "n", "t", "f"].map(pack)
    private static let letters: UInt16 = 0b11_1111_0000_0000
    /// o and n, y and n, t and f.
    private static let letterPairs: [UInt16] = [
        0b00_0011_0000_0000, 0b00_0110_0000_0000, 0b11_0000_0000_0000,
    ]
}
