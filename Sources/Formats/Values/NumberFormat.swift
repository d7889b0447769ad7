/// How the numbers of a column are written.
package struct NumberFormat: Hashable, Sendable {
    /// The mark before the fraction.
    package var decimal: Decimal

    /// The mark between thousands beside the spaces, which are always understood.
    package var grouping: Grouping

    /// What stands behind every number of the column.
    package var unit: Unit

    /// The mark before a fraction.
    package enum Decimal: String, CaseIterable, Codable, Sendable {
        case point, comma
    }

    /// A mark between thousands.
    package enum Grouping: String, CaseIterable, Codable, Sendable {
        case none, comma, point, apostrophe
    }

    /// A sign behind a number, or before it when it is that of a currency; the value is kept as written, so `12,5 %` is 12.5.
    package enum Unit: String, CaseIterable, Codable, Sendable {
        case none, percent, euro, dollar, pound
    }

    package init(decimal: Decimal = .point, grouping: Grouping = .none, unit: Unit = .none) {
        self.decimal = decimal
        self.grouping = grouping
        self.unit = unit
    }

    /// The byte of the mark before the fraction.
    @inline(__always)
    var mark: UInt8 { decimal == .comma ? UInt8(ascii: ",") : UInt8(ascii: ".") }

    /// Whether a number is written in this format, and how many digits it has then.
    ///
    /// - Returns: digits before and behind the decimal mark, or nil.
    func digits(of number: NumberReading) -> (integer: Int, fraction: Int)? {
        guard number.unit == unit, !number.hasExponent else { return nil }
        let decimalMark: NumberReading.Mark = decimal == .comma ? .comma : .point
        let decimals = decimal == .comma ? number.commas : number.points
        let groups = number.markCount - decimals
        // Without a mark, the first group of digits is also the last.
        if number.markCount == 0 { return (number.lastDigits, 0) }
        let total = number.leadDigits + number.groupedDigits + number.lastDigits
        guard decimals <= 1, decimals == 0 || number.lastMark == decimalMark, isGrouped(number, groups) else {
            return nil
        }
        if decimals == 0 {
            return number.canEndInGroup ? (total, 0) : nil
        }
        guard number.lastDigits > 0 else { return nil }
        guard
            groups == 0
                || number.hasRegularGroups && (1...3).contains(number.leadDigits) && !number.beginsWithZero
        else { return nil }
        return (total - number.lastDigits, number.lastDigits)
    }

    /// Whether all marks but the decimal one are of one kind that this format groups with.
    private func isGrouped(_ number: NumberReading, _ groups: Int) -> Bool {
        if groups == 0 { return true }
        if number.spaces == groups { return true }
        switch grouping {
        case .none: return false
        case .comma: return decimal != .comma && number.commas == groups
        case .point: return decimal != .point && number.points == groups
        case .apostrophe: return number.apostrophes == groups
        }
    }
}
