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

    private var hasCheckDigit: Bool { self == .siren || self == .siret }
}
