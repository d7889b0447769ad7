/// The digits with which eight bytes begin, all of them looked at in one word.
struct DigitWord {
    /// The bytes, the first lowest, each as the digit that it is.
    private let bytes: UInt64

    /// How many of them are digits before the first that is none.
    let count: Int

    /// - Parameter start: eight bytes can be read there.
    @inline(__always)
    init(_ start: UnsafePointer<UInt8>) {
        bytes = UInt64(littleEndian: UnsafeRawPointer(start).loadUnaligned(as: UInt64.self)) ^ 0x3030_3030_3030_3030
        let others = ((bytes & 0x7F7F_7F7F_7F7F_7F7F) &+ 0x7676_7676_7676_7676 | bytes) & 0x8080_8080_8080_8080
        count = others.trailingZeroBitCount &>> 3
    }

    /// The number that the first digits are, at least one of them.
    ///
    /// **Source** D. Lemire, «Quickly parsing eight digits», 2018: pairs of digits, then pairs of these.
    @inline(__always)
    func number(_ length: Int) -> UInt64 {
        // Zeros before the first make eight digits of them.
        let digits = bytes &<< UInt64(truncatingIfNeeded: 64 &- 8 &* length)
        let pairs = digits &* 10 &+ digits &>> 8
        let odd = (pairs & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
        let even = (pairs &>> 16 & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001
        return (odd &+ even) &>> 32
    }

    /// The powers of ten up to that of eight digits.
    static let powers: InlineArray<9, UInt64> = [
        1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000,
    ]
}
