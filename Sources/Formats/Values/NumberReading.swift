/// A number as it is written, before it is known which mark means what.
///
/// `1.234` and `1,234` have two readings each; only the column they stand in
/// can tell. So the marks are counted here and judged by ``NumberFormat``.
struct NumberReading: Equatable {
    /// Digits before the first mark.
    var leadDigits = 0
    /// Digits behind the last mark, or of the whole number when it has none.
    var lastDigits = 0
    /// Digits between marks, the last group not counted.
    var groupedDigits = 0
    /// Whether all groups between the first and the last mark have three digits.
    var hasRegularGroups = true
    var commas = 0
    var points = 0
    var spaces = 0
    var apostrophes = 0
    var lastMark: Mark = .none
    var firstMark: Mark = .none
    var isNegative = false
    var hasPlus = false
    /// Whether the first of several digits before the first mark is 0.
    var hasLeadingZero = false
    var hasExponent = false
    /// Whether the exponent has a sign.
    var hasSignedExponent = false
    var unit: NumberFormat.Unit = .none
    /// Where digits and marks begin and end within the cell; the sign and the unit lie outside.
    var digitsStart = 0
    var digitsEnd = 0

    /// What can stand between two digits.
    enum Mark: UInt8 {
        case none, comma, point, space, apostrophe
    }

    var markCount: Int { commas + points + spaces + apostrophes }

    /// Whether nothing but digits was written, and perhaps a minus.
    var isPlainInteger: Bool { markCount == 0 && !hasExponent && unit == .none && !hasPlus }

    /// Whether the last group can be thousands: three digits behind one to three that are no lone 0.
    var canEndInGroup: Bool {
        lastDigits == 3 && leadDigits >= 1 && leadDigits <= 3 && !beginsWithZero && hasRegularGroups
    }

    /// Whether the digits before the first mark begin with 0.
    var beginsWithZero = false

    /// Reads a cell from which blanks have been trimmed.
    ///
    /// - Returns: nil for what is no number in any format.
    @inline(__always)
    init?(_ cell: ByteSlice) {
        guard let first = cell.first,
            first.isDigit || first == UInt8(ascii: "-") || first == UInt8(ascii: "+")
                || first == UInt8(ascii: ",") || first == UInt8(ascii: ".") || first == UInt8(ascii: "$")
                || first == 0xE2 || first == 0xC2 || first == UInt8(ascii: "(")
        else { return nil }
        if first == UInt8(ascii: "(") { self.init(withinBrackets: cell) } else { self.init(slowly: cell) }
    }

    /// What accountants write in brackets is negative, as `(1 234,50)`.
    ///
    /// The mark of a note, `(1)`, and a year are no number.
    private init?(withinBrackets cell: ByteSlice) {
        guard cell.count > 2, cell.last == UInt8(ascii: ")") else { return nil }
        self.init(slowly: cell.part(1, cell.count - 1))
        guard !isNegative, !hasPlus, !hasExponent, markCount > 0 || unit != .none else { return nil }
        isNegative = true
        digitsStart += 1
        digitsEnd += 1
    }

    private init?(slowly cell: ByteSlice) {
        var index = readSign(of: cell)
        // A currency stands before the sign, behind it, or at the end, and only once.
        if let length = readCurrency(of: cell, at: index) {
            index += length
            while index < cell.count, let length = Blank.length(in: cell, at: index) { index += length }
            if !isNegative, !hasPlus, index < cell.count, cell[index] == UInt8(ascii: "-") {
                isNegative = true
                index += 1
            }
        } else if isNegative {
            // Accountants leave a gap behind the sign.
            while index < cell.count, let length = Blank.length(in: cell, at: index) { index += length }
        }
        digitsStart = index
        digitsEnd = index
        guard index < cell.count else { return nil }
        beginsWithZero = cell[index] == UInt8(ascii: "0")
        var group = 0
        scan: while index < cell.count {
            let byte = cell[index]
            if byte.isDigit {
                group += 1
                index += 1
                digitsEnd = index
                continue
            }
            guard let (mark, length) = Self.mark(in: cell, at: index) else { break scan }
            // A space or an apostrophe stands between digits, or it is none of the number.
            let next = index + length
            if mark == .space || mark == .apostrophe, next >= cell.count || !cell[next].isDigit || group == 0 {
                break scan
            }
            close(group: group, with: mark)
            group = 0
            index = next
            digitsEnd = index
        }
        lastDigits = group
        if markCount == 0 { leadDigits = group }
        guard leadDigits + groupedDigits + lastDigits > 0 else { return nil }
        hasLeadingZero = beginsWithZero && leadDigits > 1
        if index + 1 == cell.count, cell[index] == UInt8(ascii: "-"), markCount > 0, !isNegative, !hasPlus {
            // SAP writes the sign behind the number.
            isNegative = true
            index += 1
        }
        guard readExponent(of: cell, at: &index), readUnit(of: cell, at: index) else { return nil }
    }

    private mutating func readSign(of cell: ByteSlice) -> Int {
        switch cell[0] {
        case UInt8(ascii: "-"): isNegative = true
        case UInt8(ascii: "+"): hasPlus = true
        case 0xE2:
            // U+2212, the minus of typographers, and U+2013, the dash that programs make of a minus.
            guard cell.count > 3, cell[1] == 0x88 && cell[2] == 0x92 || cell[1] == 0x80 && cell[2] == 0x93 else {
                return 0
            }
            isNegative = true
            return 3
        default: return 0
        }
        return 1
    }

    private mutating func close(group: Int, with mark: Mark) {
        if markCount == 0 {
            leadDigits = group
            firstMark = mark
        } else {
            if group != 3 { hasRegularGroups = false }
            groupedDigits += group
        }
        lastMark = mark
        switch mark {
        case .comma: commas += 1
        case .point: points += 1
        case .space: spaces += 1
        case .apostrophe: apostrophes += 1
        case .none: break
        }
    }

    /// A mark that can stand between digits, and its length in bytes.
    @inline(__always)
    static func mark(in cell: ByteSlice, at index: Int) -> (Mark, length: Int)? {
        switch cell[index] {
        case UInt8(ascii: ","): return (.comma, 1)
        case UInt8(ascii: "."): return (.point, 1)
        case UInt8(ascii: "'"): return (.apostrophe, 1)
        default:
            if let length = Blank.length(in: cell, at: index) { return (.space, length) }
            let isApostrophe =
                cell[index] == 0xE2 && index + 2 < cell.count
                && cell[index + 1] == 0x80 && cell[index + 2] == 0x99
            return isApostrophe ? (.apostrophe, 3) : nil
        }
    }

    private mutating func readExponent(of cell: ByteSlice, at index: inout Int) -> Bool {
        guard index < cell.count, cell[index] | 0x20 == UInt8(ascii: "e") else { return true }
        guard spaces == 0, apostrophes == 0, commas + points <= 1 else { return false }
        index += 1
        if index < cell.count, cell[index] == UInt8(ascii: "-") || cell[index] == UInt8(ascii: "+") {
            hasSignedExponent = true
            index += 1
        }
        let start = index
        while index < cell.count, cell[index].isDigit { index += 1 }
        hasExponent = true
        return index > start
    }

    /// Reads what follows the digits: nothing, or blanks and one sign of a unit.
    private mutating func readUnit(of cell: ByteSlice, at start: Int) -> Bool {
        var index = start
        while index < cell.count, let length = Blank.length(in: cell, at: index) { index += length }
        if index == cell.count { return true }
        if hasExponent || unit != .none { return false }
        if cell[index] == UInt8(ascii: "%") {
            unit = .percent
            return index + 1 == cell.count
        }
        if let length = readCurrency(of: cell, at: index) { return index + length == cell.count }
        let word = cell.part(index, cell.count)
        guard Self.euros.contains(where: { $0.elementsEqual(word.lazy.map(\.lowercased)) }) else { return false }
        unit = .euro
        return true
    }

    private static let euros = ["eur", "euro", "euros"].map { Array($0.utf8) }

    /// Reads the sign of a currency and gives its length.
    private mutating func readCurrency(of cell: ByteSlice, at index: Int) -> Int? {
        guard index < cell.count else { return nil }
        let (sign, length): (NumberFormat.Unit, Int)
        switch cell[index] {
        case UInt8(ascii: "$"): (sign, length) = (.dollar, 1)
        case 0xC2 where index + 1 < cell.count && cell[index + 1] == 0xA3: (sign, length) = (.pound, 2)
        case 0xE2 where index + 2 < cell.count && cell[index + 1] == 0x82 && cell[index + 2] == 0xAC:
            (sign, length) = (.euro, 3)
        default: return nil
        }
        unit = sign
        return length
    }
}
