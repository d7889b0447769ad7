/// Writes the cells of a column as long as they are in the usual form.
///
/// It knows the forms in which nearly all values of nearly all files are
/// written, and nothing of why a value is refused: what it does not take goes
/// to ``CellConverter``, which knows everything.
struct PlainCell {
    private enum Kind: UInt8 {
        case text, smallint, integer, bigint, numeric, real, double, date, other
    }

    private let kind: Kind
    /// The decimal mark.
    private let mark: UInt8
    private let isMonthFirst: Bool
    /// The most digits of a numeric on either side of its point; the most bytes of a text.
    private let whole: Int32
    private let fraction: Int32

    /// The most bytes that a cell takes beside those of its text.
    static let most = 32

    init(_ type: ColumnType, _ format: ValueFormat, isStatus: Bool) {
        mark = format.number.mark
        isMonthFirst = format.dateOrder == .monthDayYear
        var room = NumericRoom(precision: nil, scale: 0)
        if case .numeric(let precision, let scale) = type { room = NumericRoom(precision: precision, scale: scale) }
        var most = Int32(truncatingIfNeeded: room.whole)
        if case .text(let limit) = type { most = limit.map { Int32(truncatingIfNeeded: $0) } ?? .max }
        whole = most
        fraction = Int32(truncatingIfNeeded: room.fraction)
        // A unit is part of every number of its column, so that none is in the usual form.
        let hasUnit = format.number.unit != .none
        kind =
            switch type {
            // A code must be looked at for the zeros that it lost, and others for blanks and words for no value.
            case .text where format.code != nil || format.hasNullWords || format.isPadded || isStatus: .other
            case .text: .text
            case .smallint where !hasUnit: .smallint
            case .integer where !hasUnit: .integer
            case .bigint where !hasUnit: .bigint
            case .numeric where !hasUnit: .numeric
            case .real where !hasUnit: .real
            case .double where !hasUnit: .double
            case .date where format.dateOrder != .excelSerial: .date
            default: .other
            }
    }

    /// Writes the cell behind the end.
    ///
    /// - Parameters:
    ///   - cell: UTF-8 without NUL, behind which `copySlack` bytes can be read.
    ///   - end: with room for the text and ``most`` bytes.
    /// - Returns: false when the cell is in no usual form; then nothing is written.
    @inline(__always)
    func append(_ cell: UnsafePointer<UInt8>, count: Int, to end: inout UnsafeMutablePointer<UInt8>) -> Bool {
        if count == 0 {
            end.append(bigEndian: Int32(-1))
            return true
        }
        switch kind {
        case .text:
            // What begins with a blank may be nothing else; 0xC2 begins the no-break space.
            let first = cell[0]
            if count > Int(whole) || first <= .space || first == 0xC2 { return false }
            end.append(bigEndian: Int32(truncatingIfNeeded: count))
            end.append(cell, count: count)
            return true
        case .date:
            guard count == 10, let day = PlainDate(cell)?.number(isMonthFirst: isMonthFirst) else { return false }
            return append(day, to: &end)
        case .other: return false
        case .smallint, .integer, .bigint, .numeric, .real, .double:
            guard let number = PlainNumber(cell, count: count), !number.hasLeadingZero,
                number.scale == 0 || number.mark == mark
            else { return false }
            return append(number, to: &end)
        }
    }

    @inline(__always)
    private func append(_ number: PlainNumber, to end: inout UnsafeMutablePointer<UInt8>) -> Bool {
        switch kind {
        case .integer:
            guard let value = number.integer, let exact = Int32(exactly: value) else { return false }
            return append(exact, to: &end)
        case .numeric:
            guard number.digits <= NumericValue.plainLimit, number.scale <= Int(fraction),
                number.digits &- number.scale <= Int(whole)
            else { return false }
            NumericValue.append(number.magnitude, scale: number.scale, isNegative: number.isNegative, to: &end)
            return true
        case .double:
            guard let value = FloatValue.double(number) else { return false }
            return append(value.bitPattern, to: &end)
        case .real:
            guard let value = FloatValue.single(number) else { return false }
            return append(value.bitPattern, to: &end)
        case .bigint:
            guard let value = number.integer else { return false }
            return append(value, to: &end)
        case .smallint:
            guard let value = number.integer, let exact = Int16(exactly: value) else { return false }
            return append(exact, to: &end)
        case .text, .date, .other: return false
        }
    }

    @inline(__always)
    private func append<Value: FixedWidthInteger>(_ value: Value, to end: inout UnsafeMutablePointer<UInt8>) -> Bool {
        end.append(bigEndian: Int32(MemoryLayout<Value>.size))
        end.append(bigEndian: value)
        return true
    }
}
