/// What all numbers of a column have in common.
///
/// Every number is read with a decimal point and with a decimal comma; in the
/// end one of the two must have read all of them.
struct NumberStatistics {
    /// The numbers that one decimal mark could read.
    struct Reading {
        var count = 0
        var integerDigits = 0
        var fractionDigits = 0
        /// Numbers whose thousands are grouped by the other mark.
        var grouped = 0

        @inline(__always)
        mutating func add(_ digits: (integer: Int, fraction: Int), isGrouped: Bool) {
            count &+= 1
            integerDigits = max(integerDigits, digits.integer)
            fractionDigits = max(fractionDigits, digits.fraction)
            if isGrouped { grouped &+= 1 }
        }

        /// The same with so many more that have no mark.
        func joined(_ more: Int, digits: Int) -> Reading {
            var joined = self
            joined.count += more
            joined.integerDigits = max(integerDigits, digits)
            return joined
        }
    }

    private(set) var count = 0

    /// Those with marks, as far as a point or a comma may be the decimal one.
    private var pointed = Reading()
    private var commaed = Reading()

    /// The most digits of those without.
    private(set) var plainDigits = 0

    var point: Reading { pointed.joined(plainIntegers, digits: plainDigits) }
    var comma: Reading { commaed.joined(plainIntegers, digits: plainDigits) }
    private(set) var apostrophes = 0

    /// Numbers of two or more digits before the mark of which the first is 0.
    private(set) var leadingZeros = 0

    /// Digits alone, with or without a minus.
    private(set) var plainIntegers = 0

    /// Whether one of those is no number of 64 bits.
    private(set) var exceedsInt64 = false

    private(set) var minimum = Int64.max
    private(set) var maximum = Int64.min

    /// Whether two of the whole numbers differ.
    var isVaried: Bool { minimum < maximum }

    /// Numbers with an exponent, and those among them that cannot be a code such as `12E5`.
    private(set) var exponents = 0
    private(set) var certainExponents = 0
    private(set) var commaExponents = 0
    private(set) var pointExponents = 0

    /// Numbers with a unit, and the unit of the last one.
    private(set) var units = 0
    private(set) var unit = NumberFormat.Unit.none
    private(set) var hasMixedUnits = false

    /// Valid numbers of nine and of fourteen digits whose check digit is right.
    private(set) var validSIRENs = 0
    private(set) var validSIRETs = 0

    /// Numbers that end in `.0`.
    private(set) var wholeFloats = 0

    /// Those that are days, or moments.
    private(set) var compact = CompactDates()

    /// Adds a cell when it is a number in the usual form, whose mark has one reading.
    ///
    /// - Parameter base: ``PlainNumber/reach`` bytes can be read there.
    @inline(__always)
    mutating func addUsual(_ base: UnsafePointer<UInt8>, count length: Int) -> Bool {
        // Three digits behind a mark may also be thousands.
        guard let number = PlainNumber(base, count: length), number.scale != 3 else { return false }
        let digits = (integer: number.digits &- number.scale, fraction: number.scale)
        if number.scale > 0 {
            if number.hasLeadingZero { return false }
            count &+= 1
            if number.mark == UInt8(ascii: ".") {
                pointed.add(digits, isGrouped: false)
                if number.scale == 1, base[length &- 1] == UInt8(ascii: "0") { wholeFloats &+= 1 }
            } else {
                commaed.add(digits, isGrouped: false)
            }
            return true
        }
        count &+= 1
        plainIntegers &+= 1
        plainDigits = max(plainDigits, digits.integer)
        if number.hasLeadingZero { leadingZeros &+= 1 }
        let value = number.integer ?? 0
        minimum = min(minimum, value)
        maximum = max(maximum, value)
        if digits.integer >= 8 { addLong(ByteSlice(start: base, count: length), value, digits: digits.integer) }
        return true
    }

    /// Adds a number.
    ///
    /// - Parameters:
    ///   - cell: what it was read from.
    ///   - isDeclared: whether its source says that it is a number.
    /// - Returns: false when it is a number in no format.
    mutating func add(_ number: NumberReading, _ cell: ByteSlice, isDeclared: Bool = false) -> Bool {
        if number.hasExponent { return addExponent(number, isDeclared: isDeclared) }
        // A plus before many digits begins a telephone number.
        if number.hasPlus, number.leadDigits + number.groupedDigits + number.lastDigits > 8 { return false }
        if number.isPlainInteger {
            addPlain(number, cell)
            return true
        }
        let hasApostrophes = number.apostrophes > 0
        let asPoint = NumberFormat(
            decimal: .point, grouping: hasApostrophes ? .apostrophe : .comma, unit: number.unit)
        let asComma = NumberFormat(
            decimal: .comma, grouping: hasApostrophes ? .apostrophe : .point, unit: number.unit)
        let (pointDigits, commaDigits) = (asPoint.digits(of: number), asComma.digits(of: number))
        if let digits = pointDigits { pointed.add(digits, isGrouped: number.commas > 0) }
        if let digits = commaDigits { commaed.add(digits, isGrouped: number.points > 0) }
        guard pointDigits != nil || commaDigits != nil else { return false }
        count += 1
        if number.hasLeadingZero { leadingZeros += 1 }
        if hasApostrophes { apostrophes += 1 }
        if number.unit != .none {
            units += 1
            if unit != .none, unit != number.unit { hasMixedUnits = true }
            unit = number.unit
        }
        return true
    }

    private mutating func addPlain(_ number: NumberReading, _ cell: ByteSlice) {
        count += 1
        plainIntegers += 1
        let digits = number.lastDigits
        plainDigits = max(plainDigits, digits)
        if number.hasLeadingZero { leadingZeros += 1 }
        guard digits <= 19, let value = number.integer(of: cell, digits: digits) else {
            exceedsInt64 = true
            return
        }
        minimum = min(minimum, value)
        maximum = max(maximum, value)
        if digits >= 8 { addLong(cell, value, digits: digits) }
    }

    /// Adds a whole number that is long enough to be a date, or to have a check digit.
    private mutating func addLong(_ cell: ByteSlice, _ value: Int64, digits: Int) {
        compact.add(value, digits: digits)
        guard digits == 9 || digits == 14 else { return }
        guard CheckDigit.isValid(cell) else { return }
        if cell.count == 9 { validSIRENs += 1 } else { validSIRETs += 1 }
    }

    private mutating func addExponent(_ number: NumberReading, isDeclared: Bool) -> Bool {
        guard number.markCount == 0 || number.lastDigits > 0, number.leadDigits > 0 else { return false }
        count += 1
        exponents += 1
        if number.commas > 0 { commaExponents += 1 }
        if number.points > 0 { pointExponents += 1 }
        if isDeclared || number.markCount > 0 || number.hasSignedExponent { certainExponents += 1 }
        if number.hasLeadingZero { leadingZeros += 1 }
        return true
    }
}
