extension NumberStatistics {
    /// The decimal mark that alone reads all numbers, or nil when both do or none.
    var certainDecimal: NumberFormat.Decimal? {
        if canBePoint == canBeComma { return nil }
        return canBePoint ? .point : .comma
    }

    /// The type and format that all numbers have in common, or nil when there is none.
    func infer(_ custom: ReadingCustom) -> (type: ColumnType, format: NumberFormat, fact: String)? {
        guard count > 0, let unit = commonUnit, let decimal = commonDecimal(custom.decimal) else {
            return nil
        }
        let reading = decimal == .comma ? comma : point
        if apostrophes > 0, reading.grouped > 0 { return nil }
        let group: NumberFormat.Grouping = decimal == .comma ? .point : .comma
        let grouping = apostrophes > 0 ? .apostrophe : reading.grouped > 0 ? group : .none
        let format = NumberFormat(decimal: decimal, grouping: grouping, unit: unit)
        if exponents > 0 {
            // `12E5` alone may be a code; a mark or a sign makes it a number.
            guard certainExponents > 0 || reading.fractionDigits > 0 else { return nil }
            return (.double, format, "\(count) numbers, \(exponents) with an exponent")
        }
        guard let type = type(of: reading) else { return nil }
        var fact = "\(count) numbers"
        if reading.fractionDigits > 0 { fact += " with a decimal \(decimal.rawValue)" }
        if isOpen {
            fact += reading.fractionDigits > 0 ? ", which could group thousands" : ", grouped by thousands"
        }
        return (type, format, fact)
    }

    private var canBePoint: Bool { count > 0 && point.count == count - exponents && commaExponents == 0 }
    private var canBeComma: Bool { count > 0 && comma.count == count - exponents && pointExponents == 0 }

    /// Whether both marks read all numbers and not to the same values: all are like `1.234`, or like `1,234`.
    private var isOpen: Bool { canBePoint && canBeComma && point.fractionDigits != comma.fractionDigits }

    private var commonUnit: NumberFormat.Unit? {
        if units == 0 { return NumberFormat.Unit.none }
        return units == count && !hasMixedUnits ? unit : nil
    }

    /// The decimal mark that reads every number, or the likelier of two.
    private func commonDecimal(_ usual: NumberFormat.Decimal) -> NumberFormat.Decimal? {
        guard canBePoint, canBeComma else { return certainDecimal }
        guard isOpen else { return point.fractionDigits == 0 ? usual : nil }
        if point.fractionDigits == 0 { return usual }
        // Like `1.234`: thousands only where commas are decimal and every smaller number has no mark.
        let isGrouped = usual == .comma && plainIntegers > 0 && minimum > -1000 && maximum < 1000
        return isGrouped ? .comma : .point
    }

    private func type(of reading: Reading) -> ColumnType? {
        if reading.fractionDigits > 0 {
            // Ten digits before the mark cost nothing and leave room for what the next file brings.
            let precision = max(reading.integerDigits, 10) + reading.fractionDigits
            return precision <= 1000 ? .numeric(precision: precision, scale: reading.fractionDigits) : nil
        }
        if reading.integerDigits <= 9 { return .integer }
        if reading.integerDigits <= 18 || reading.integerDigits == plainDigits && !exceedsInt64 { return .bigint }
        return reading.integerDigits <= 1000 ? .numeric(precision: reading.integerDigits, scale: 0) : nil
    }
}
