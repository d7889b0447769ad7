/// Numbers by chance that are the same in every run.
///
/// **Source** Marsaglia, «Xorshift RNGs», Journal of Statistical Software 8 (2003).
struct Dice: RandomNumberGenerator {
    /// Anything but 0.
    var state: UInt64

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}
