import Formats

extension ColumnType {
    /// Whether every value of the other type is a value of this one, and this one holds more.
    func isLosslesslyWider(than other: ColumnType) -> Bool {
        switch (other, self) {
        case (.smallint, .integer), (.smallint, .bigint), (.integer, .bigint), (.real, .double): true
        case (.smallint, .numeric(let precision, let scale)): Self.digits(precision, scale) >= 5
        case (.integer, .numeric(let precision, let scale)): Self.digits(precision, scale) >= 10
        case (.bigint, .numeric(let precision, let scale)): Self.digits(precision, scale) >= 19
        case (.numeric(let precision?, let scale), .numeric(let wider, let widerScale)):
            self != other
                && (wider == nil || widerScale >= scale && Self.digits(wider, widerScale) >= precision - scale)
        case (.text(_?), .text(nil)): true
        case (.text(let limit?), .text(let wider?)): wider > limit
        default: false
        }
    }

    /// Digits before the point.
    private static func digits(_ precision: Int?, _ scale: Int) -> Int {
        precision.map { $0 - scale } ?? .max
    }
}
