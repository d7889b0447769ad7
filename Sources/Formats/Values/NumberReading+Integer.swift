extension NumberReading {
    /// The whole number that the first digits of a cell write; nil where 64 bits do not hold it.
    ///
    /// - Parameters:
    ///   - cell: what the number was read from.
    ///   - count: how many digits stand before its mark.
    func integer(of cell: ByteSlice, digits count: Int) -> Int64? {
        // Kept negative on the way, since the lowest number has no positive twin.
        var value: Int64 = 0
        for byte in cell[digitsStart..<digitsEnd].lazy.filter(\.isDigit).prefix(count) {
            let (tens, overflowed) = value.multipliedReportingOverflow(by: 10)
            let (sum, exceeded) = tens.subtractingReportingOverflow(Int64(byte - 0x30))
            if overflowed || exceeded { return nil }
            value = sum
        }
        if isNegative { return value }
        return value == .min ? nil : -value
    }
}
