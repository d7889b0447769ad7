/// The form of codes whose first zeros were lost when a program took them for numbers: `1004` for `01004`.
package enum CodeForm: String, CaseIterable, Codable, Sendable {
    /// Five digits, of which one was lost.
    case commune, postcode
    /// Two digits, of which one was lost; overseas there are three.
    case departement
    /// Two digits, of which one was lost.
    case region
    /// Nine and fourteen digits with a check digit, of which up to three were lost.
    case siren, siret
    /// Ten digits of a telephone number in France, of which the first was lost.
    case phone

    /// The digits of a whole code.
    package var length: Int {
        switch self {
        case .commune, .postcode: 5
        case .departement, .region: 2
        case .siren: 9
        case .siret: 14
        case .phone: 10
        }
    }

    /// How many zeros a cell lost, or nil when it is no code that lost any.
    func missingZeros(_ cell: ByteSlice) -> Int? {
        let missing = length - cell.count
        guard missing > 0, missing <= (hasCheckDigit ? 3 : 1), let first = cell.first, first != UInt8(ascii: "0"),
            cell.allSatisfy(\.isDigit)
        else { return nil }
        // Zeros in front change nothing about the check digit.
        if hasCheckDigit, !CheckDigit.isValid(cell) { return nil }
        return missing
    }

    /// The code that a program wrote otherwise than it is: `1004`, `1004.0`, `="01004"`, or nil for any other cell.
    ///
    /// - Returns: how many zeros are to stand before which digits.
    func restoration(of cell: ByteSlice) -> (zeros: Int, digits: ByteSlice)? {
        if let zeros = missingZeros(cell) { return (zeros, cell) }
        guard let digits = Self.unwrapped(cell), digits.count > 0 else { return nil }
        if let zeros = missingZeros(digits) { return (zeros, digits) }
        let isWhole = digits.count == length || self == .departement && digits.count == 3
        return isWhole ? (0, digits) : nil
    }

    /// The digits of a code around which a program wrote more, or nil for any other cell.
    func wrapped(in cell: ByteSlice) -> ByteSlice? {
        restoration(of: cell).flatMap { $0.digits.count < cell.count ? $0.digits : nil }
    }

    /// What stands in a text of a spreadsheet, `="01004"` or `'01004`, and the whole part of `1004.0`; `2A004` as well.
    private static func unwrapped(_ cell: ByteSlice) -> ByteSlice? {
        guard let first = cell.first, cell.count > 2 else { return nil }
        var inner = cell
        if first == UInt8(ascii: "="), cell.starts(with: "=\"".utf8), cell.last == UInt8(ascii: "\"") {
            inner = cell.part(min(2, cell.count - 1), cell.count - 1)
        } else if first == UInt8(ascii: "'") {
            inner = cell.part(1, cell.count)
        } else {
            let end = cell.count - 2
            guard cell[end + 1] == UInt8(ascii: "0"), cell[end] == UInt8(ascii: ".") || cell[end] == UInt8(ascii: ",")
            else { return nil }
            return cell.part(0, end).allSatisfy(\.isDigit) ? cell.part(0, end) : nil
        }
        return inner.allSatisfy { $0.isDigit || $0.isLetter } ? inner : nil
    }

    /// Whether the codes are those of places, and of nobody.
    var isOfPlace: Bool {
        switch self {
        case .commune, .postcode, .departement, .region: true
        case .siren, .siret, .phone: false
        }
    }

    private var hasCheckDigit: Bool { self == .siren || self == .siret }
}
