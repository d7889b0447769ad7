/// The months as France writes them in dates: in full, cut short, with accents or without.
enum MonthName {
    /// The number of the month that letters name, from 1.
    static func number(_ letters: ByteSlice) -> Int? {
        var word = letters
        if word.last == UInt8(ascii: ".") { word = word.part(0, word.count - 1) }
        guard (3...10).contains(word.count) else { return nil }
        return names.firstIndex { names in names.contains { isSame($0, word) } }.map { $0 + 1 }
    }

    /// Whether letters are a name, in any case; the capitals of `é` and `û` differ in one bit as well.
    private static func isSame(_ name: [UInt8], _ word: ByteSlice) -> Bool {
        guard name.count == word.count else { return false }
        return zip(name, word).allSatisfy { $0 == $1.lowercased || $0 >= 0x80 && $0 == $1 | 0x20 }
    }

    private static let names: [[[UInt8]]] = [
        ["janvier", "janv", "jan"], ["février", "fevrier", "févr", "fevr", "fév", "fev"], ["mars", "mar"],
        ["avril", "avr"], ["mai"], ["juin"], ["juillet", "juil"], ["août", "aout"],
        ["septembre", "sept", "sep"], ["octobre", "oct"], ["novembre", "nov"],
        ["décembre", "decembre", "déc", "dec"],
    ].map { $0.map { Array($0.utf8) } }
}
