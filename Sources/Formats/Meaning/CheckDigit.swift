/// The check digit of SIREN and SIRET.
///
/// Source: the formula of Luhn, <https://www.insee.fr/fr/metadonnees/definition/c1841>.
enum CheckDigit {
    /// Whether the last of the digits fits the others.
    static func isValid(_ digits: ByteSlice) -> Bool {
        var sum = 0
        var plain = 0
        for (index, byte) in digits.reversed().enumerated() {
            guard byte.isDigit else { return false }
            let digit = Int(byte - 0x30)
            plain += digit
            let doubled = digit * 2
            sum += index.isMultiple(of: 2) ? digit : doubled > 9 ? doubled - 9 : doubled
        }
        if sum.isMultiple(of: 10) { return true }
        // The establishments of La Poste add up to a multiple of five instead.
        return digits.count == 14 && digits.starts(with: "356000000".utf8) && plain.isMultiple(of: 5)
    }
}
