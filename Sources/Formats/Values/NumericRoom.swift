/// How many digits a numeric has room for on either side of its point.
struct NumericRoom {
    let whole: Int
    let fraction: Int

    /// - Parameter precision: nil for the bounds that PostgreSQL itself has.
    @inline(__always)
    init(precision: Int?, scale: Int) {
        whole = precision.map { $0 &- scale } ?? 131_072
        fraction = precision == nil ? 16_383 : scale
    }
}
