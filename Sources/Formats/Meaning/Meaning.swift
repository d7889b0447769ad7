/// What the values of a column stand for, where that decides how they are kept.
///
/// Each of these is a code: a text, whatever digits it is made of.
package enum Meaning: String, CaseIterable, Codable, Sendable {
    /// INSEE code of a commune: `01004`, `2A004`.
    case commune
    /// Code of a département: `01`, `2A`, `974`.
    case departement
    /// Code of a région: `84`, `04`.
    case region
    /// SIREN of an intermunicipal body.
    case epci
    /// Nine digits of a legal unit.
    case siren
    /// Fourteen digits of an establishment.
    case siret
    /// Five digits of a postal distribution office.
    case postcode
    case phone
    /// Seven digits and a letter of a school: `0350030N`.
    case uai
    /// `W` and nine digits of an association.
    case rna
    /// Any other code, number of a file, or reference.
    case code

    /// The form that such a code has when its first zeros were lost, where that can be told.
    var codeForm: CodeForm? { CodeForm(rawValue: rawValue) }

    /// Whether a cell can be such a code, with zeros or not, as people and Excel write it.
    @inline(__always)
    func matches(_ cell: ByteSlice) -> Bool {
        switch self {
        case .commune: Self.isCommune(cell)
        case .departement: Self.isDepartement(cell)
        case .region: cell.count <= 2 && Self.isDigits(cell) && Self.number(cell) <= 94
        case .epci: Self.digitCount(cell) == 9
        case .siren: Self.digitCount(cell) == 9 || CodeForm.siren.missingZeros(cell) != nil
        case .siret: Self.digitCount(cell) == 14 || CodeForm.siret.missingZeros(cell) != nil
        case .postcode: (4...5).contains(cell.count) && Self.isDigits(cell)
        case .phone: Self.isPhone(cell)
        case .uai: cell.count == 8 && Self.isDigits(cell.part(0, 7)) && cell[7].isLetter
        case .rna: cell.count == 10 && cell[0].lowercased == UInt8(ascii: "w") && Self.isDigits(cell.part(1, 10))
        case .code: Self.isAnyCode(cell)
        }
    }

    /// Digits alone, or a word; digits and letters together, as in `6201Z` and `62.01Z`, but nothing like `12 kg`.
    private static func isAnyCode(_ cell: ByteSlice) -> Bool {
        guard let first = cell.first, first != UInt8(ascii: "-") else { return false }
        if !first.isDigit || isDigits(cell) { return true }
        return cell.contains(where: \.isLetter)
            && cell.allSatisfy { $0.isLetter || $0.isDigit || "._-/".utf8.contains($0) }
    }

    private static func isCommune(_ cell: ByteSlice) -> Bool {
        (4...5).contains(cell.count) && (isDigits(cell) || isCorsican(cell, length: 5...5))
    }

    /// Whether a cell of four digits, which may be a code without its zero, is higher than any commune's there.
    func isBeyond(_ cell: ByteSlice) -> Bool {
        guard self == .commune, cell.count == 4, Self.isDigits(cell) else { return false }
        let number = Self.number(cell)
        return number < 1000 || !(1...Self.highestNumber[number / 1000]).contains(number % 1000)
    }

    /// The numbers of communes in the départements 01 to 09 that were ever given, rounded up.
    private static let highestNumber = [0, 500, 900, 400, 300, 250, 250, 400, 550, 400]

    /// 1 to 95 and 971 to 989, of which 97 to 99 are the first digits: a column `dep` may also hold what was spent.
    private static func isDepartement(_ cell: ByteSlice) -> Bool {
        guard cell.count <= 3, isDigits(cell) else { return isCorsican(cell, length: 2...2) }
        let number = number(cell)
        return (1...95).contains(number) || (97...99).contains(number) || (971...989).contains(number)
    }

    private static func number(_ digits: ByteSlice) -> Int { digits.reduce(0) { $0 * 10 + Int($1 - 0x30) } }

    /// `2A` and `2B`, in which Corsica has the letters that make these codes texts.
    private static func isCorsican(_ cell: ByteSlice, length: ClosedRange<Int>) -> Bool {
        guard length.contains(cell.count), cell[0] == UInt8(ascii: "2") else { return false }
        let letter = cell[1].lowercased
        guard letter == UInt8(ascii: "a") || letter == UInt8(ascii: "b") else { return false }
        return cell[2...].allSatisfy(\.isDigit)
    }

    private static func isPhone(_ cell: ByteSlice) -> Bool {
        var digits = 0
        for byte in cell {
            if byte.isDigit {
                digits += 1
            } else if !(byte == .space || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
                || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "(") || byte == UInt8(ascii: ")")
                || byte == UInt8(ascii: "/") || byte >= 0x80)
            {
                return false
            }
        }
        return (4...15).contains(digits)
    }

    private static func isDigits(_ cell: ByteSlice) -> Bool { cell.allSatisfy(\.isDigit) }

    /// The number of digits, when there is nothing else but blanks between them.
    private static func digitCount(_ cell: ByteSlice) -> Int {
        var digits = 0
        var index = 0
        while index < cell.count {
            if cell[index].isDigit {
                digits += 1
                index += 1
            } else if let length = Blank.length(in: cell, at: index) {
                index += length
            } else {
                return -1
            }
        }
        return digits
    }
}
