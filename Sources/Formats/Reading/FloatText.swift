/// Writes binary floating-point numbers as PostgreSQL does.
enum FloatText {
    /// - Parameters:
    ///   - shortest: the fewest digits that mean the number, in Swift's notation.
    ///   - limit: digits before the point from which there is an exponent.
    static func text(of shortest: String, digits limit: Int) -> String {
        let isNegative = shortest.hasPrefix("-")
        let parts = shortest.drop { $0 == "-" }.split(separator: "e")
        guard let mantissa = parts.first, mantissa.first?.isNumber == true else { return shortest }
        let sides = mantissa.split(separator: ".")
        let written = sides.joined()
        let digits = written.drop { $0 == "0" }
        guard !digits.isEmpty else { return isNegative ? "-0" : "0" }
        let shift = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        // Where the point stands, counted from the first digit that is not zero.
        let point = sides[0].count - (written.count - digits.count) + shift
        let kept = String(digits.reversed().drop { $0 == "0" }.reversed())
        return (isNegative ? "-" : "") + place(kept, point, limit)
    }

    private static func place(_ digits: String, _ point: Int, _ limit: Int) -> String {
        let zeros = { (count: Int) in String(repeating: "0", count: count) }
        if point < -3 || point > limit {
            let exponent = abs(point - 1)
            let fraction = digits.dropFirst()
            return "\(digits.prefix(1))\(fraction.isEmpty ? "" : ".\(fraction)")e\(point > 0 ? "+" : "-")"
                + (exponent < 10 ? "0" : "") + "\(exponent)"
        }
        if point <= 0 { return "0." + zeros(-point) + digits }
        if digits.count <= point { return digits + zeros(point - digits.count) }
        return "\(digits.prefix(point)).\(digits.dropFirst(point))"
    }
}
