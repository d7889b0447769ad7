/// Decimal numbers as PostgreSQL's `numeric` holds them: groups of four digits, counted from the point.
///
/// **Source** `numeric_send` in PostgreSQL's `src/backend/utils/adt/numeric.c`.
enum NumericValue {
    /// The most digits that ``append(_:scale:isNegative:to:)`` takes.
    static let plainLimit = 15

    /// Writes the cell of a number of few digits.
    ///
    /// - Parameter scale: how many of the digits stand behind the point.
    @inline(__always)
    static func append(
        _ magnitude: UInt64, scale: Int, isNegative: Bool, to end: inout UnsafeMutablePointer<UInt8>
    ) {
        var rest = magnitude
        // Zeros fill the last group behind the point.
        let missing = (4 &- scale & 3) & 3
        if missing > 0 { rest = rest &* (missing == 1 ? 10 : missing == 2 ? 100 : 1000) }
        var weight = 0 &- (scale &+ 3) / 4
        // The groups, the lowest first; those of zeros at the end are not written.
        var groups: (UInt64, count: Int) = (0, 0)
        var high: UInt64 = 0
        while rest > 0 {
            let (quotient, group) = rest.quotientAndRemainder(dividingBy: 10_000)
            rest = quotient
            if groups.count == 0, group == 0 {
                weight &+= 1
                continue
            }
            if groups.count < 4 {
                groups.0 |= group << UInt64(truncatingIfNeeded: 48 &- 16 &* groups.count)
            } else {
                high = group
            }
            groups.count &+= 1
        }
        let count = groups.count
        weight = count == 0 ? 0 : weight &+ count &- 1
        frame(groups: count, weight: weight, isNegative: isNegative && count > 0, scale: scale, to: &end)
        if count > 4 { end.append(bigEndian: UInt16(truncatingIfNeeded: high)) }
        let low = count > 4 ? 4 : count
        var shift = 64 &- 16 &* low
        for _ in 0..<low {
            end.append(bigEndian: UInt16(truncatingIfNeeded: groups.0 &>> UInt64(truncatingIfNeeded: shift)))
            shift &+= 16
        }
    }

    /// Writes the cell of a number of any length.
    ///
    /// - Parameters:
    ///   - digits: nothing but digits.
    ///   - point: how many of them stand before the point; beyond their number there are zeros.
    ///   - scale: digits behind the point that are shown, at least those that are not zero.
    static func append(
        _ digits: ByteSlice, point: Int, scale: Int, isNegative: Bool, to output: inout OutputBuffer
    ) {
        let zero = UInt8(ascii: "0")
        var first = 0
        while first < digits.count, digits[first] == zero { first += 1 }
        var last = digits.count
        while last > first, digits[last - 1] == zero { last -= 1 }
        guard first < last else {
            output.reserve(12)
            var end = output.end
            frame(groups: 0, weight: 0, isNegative: false, scale: scale, to: &end)
            return output.advance(to: end)
        }
        let point = point - first
        // The first group has as many digits as bring the next to a multiple of four from the point.
        let remainder = ((point % 4) + 4) % 4
        let inFirst = remainder == 0 ? 4 : remainder
        let groups = last - first <= inFirst ? 1 : 1 + (last - first - inFirst + 3) / 4
        output.reserve(12 + 2 * groups)
        var end = output.end
        frame(groups: groups, weight: (point - inFirst) / 4, isNegative: isNegative, scale: scale, to: &end)
        var index = first
        var wanted = inFirst
        for _ in 0..<groups {
            var group: UInt16 = 0
            for _ in 0..<wanted {
                group = group * 10 + (index < last ? UInt16(digits[index] - zero) : 0)
                index += 1
            }
            end.append(bigEndian: group)
            wanted = 4
        }
        output.advance(to: end)
    }

    @inline(__always)
    private static func frame(
        groups: Int, weight: Int, isNegative: Bool, scale: Int, to end: inout UnsafeMutablePointer<UInt8>
    ) {
        end.append(bigEndian: Int32(truncatingIfNeeded: 8 &+ 2 &* groups))
        end.append(bigEndian: Int16(truncatingIfNeeded: groups))
        end.append(bigEndian: Int16(truncatingIfNeeded: weight))
        end.append(bigEndian: UInt16(isNegative ? 0x4000 : 0))
        end.append(bigEndian: Int16(truncatingIfNeeded: scale))
    }

    /// The number as PostgreSQL shows it.
    ///
    /// - Parameter scale: digits behind the point; its own when not given.
    static func text(of value: ByteSlice, scale: Int? = nil) -> String {
        let groups = Int(value.bigEndian(Int16.self, at: 0))
        let weight = Int(value.bigEndian(Int16.self, at: 2))
        let scale = scale ?? Int(value.bigEndian(Int16.self, at: 6))
        /// The four digits of the group with a weight.
        func digits(_ place: Int) -> String {
            let index = weight - place
            let group = (0..<groups).contains(index) ? Int(value.bigEndian(Int16.self, at: 8 + 2 * index)) : 0
            return String(String(group + 10_000).dropFirst())
        }
        var whole = ""
        var place = weight
        while place >= 0 {
            whole += digits(place)
            place -= 1
        }
        whole = String(whole.drop { $0 == "0" })
        var fraction = ""
        place = -1
        while fraction.count < scale {
            fraction += digits(place)
            place -= 1
        }
        return (value.bigEndian(UInt16.self, at: 4) == 0x4000 ? "-" : "") + (whole.isEmpty ? "0" : whole)
            + (scale > 0 ? "." + fraction.prefix(scale) : "")
    }
}
