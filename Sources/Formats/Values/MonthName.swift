/// The months as France and databases write them in dates: in full, cut short, with accents or without, in English.
enum MonthName {
    /// The number of the month that letters name, from 1.
    static func number(_ letters: ByteSlice) -> Int? {
        var word = letters
        if word.last == UInt8(ascii: ".") { word = word.part(0, word.count - 1) }
        guard (3...10).contains(word.count) else { return nil }
        return names.firstIndex { names in names.contains { isSame($0, word) } }.map { $0 + 1 }
    }

    /// How long the name of a day of the week at the beginning of a text is, with the gap behind it: «mercredi ».
    static func lengthOfWeekday(_ text: ByteSlice) -> Int? {
        guard let first = text.first, "lmjvsdLMJVSD".utf8.contains(first) else { return nil }
        let end = text.prefix { $0.isLetter }.count
        guard (3...8).contains(end) else { return nil }
        var index = end
        if index < text.count, text[index] == UInt8(ascii: ".") || text[index] == UInt8(ascii: ",") { index += 1 }
        let gap = index
        while index < text.count, let length = Blank.length(in: text, at: index) { index += length }
        guard index > gap, index < text.count, text[index].isDigit else { return nil }
        let word = text.part(0, end)
        return weekdays.contains { isSame($0, word) } ? index : nil
    }

    private static let weekdays: [[UInt8]] = [
        "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "lun", "mar", "mer", "jeu", "ven",
        "sam", "dim",
    ].map { Array($0.utf8) }

    /// Whether letters are a name, in any case; the capitals of `é` and `û` differ in one bit as well.
    private static func isSame(_ name: [UInt8], _ word: ByteSlice) -> Bool {
        guard name.count == word.count else { return false }
        return zip(name, word).allSatisfy { $0 == $1.lowercased || $0 >= 0x80 && $0 == $1 | 0x20 }
    }

    private static let names: [[[UInt8]]] = [
        ["janvier", "janv", "jan", "january"],
        ["février", "fevrier", "févr", "fevr", "fév", "fev", "feb", "february"], ["mars", "mar", "march"],
        ["avril", "avr", "apr", "april"], ["mai", "may"], ["juin", "jun", "june"],
        ["juillet", "juil", "jul", "july"], ["août", "aout", "aug", "august"],
        ["septembre", "sept", "sep", "september"], ["octobre", "oct", "october"], ["novembre", "nov", "november"],
        ["décembre", "decembre", "déc", "dec", "december"],
    ].map { $0.map { Array($0.utf8) } }
}
