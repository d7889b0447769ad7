/// A hash of a value, every bit of which depends on every byte, and whether the value is plain ASCII.
struct ValueDigest {
    let hash: UInt64
    let isASCII: Bool

    private static let secrets: (UInt64, UInt64, UInt64) = (
        0xA076_1D64_78BD_642F, 0xE703_7ED1_A0B4_28DB, 0x8EBC_6AF0_9C88_C6E3
    )

    @inline(__always)
    init(_ bytes: ByteSlice) {
        let count = bytes.count
        var (first, last, earlier): (UInt64, UInt64, UInt64) = (0, 0, 0)
        var seen: UInt64 = 0
        if let base = bytes.baseAddress {
            let raw = UnsafeRawPointer(base)
            // Words may overlap: the count tells what they are of.
            if count >= 8 {
                var place = 0
                while place + 16 < count {
                    let word = raw.loadUnaligned(fromByteOffset: place, as: UInt64.self)
                    earlier = Self.mix(earlier ^ word ^ Self.secrets.0, Self.secrets.2)
                    seen |= word
                    place += 8
                }
                first = raw.loadUnaligned(fromByteOffset: place, as: UInt64.self)
                last = raw.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
            } else if count >= 4 {
                first = UInt64(raw.loadUnaligned(as: UInt32.self))
                last = UInt64(raw.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self))
            } else if count > 0 {
                first = UInt64(base[0]) << 16 | UInt64(base[count >> 1]) << 8 | UInt64(base[count - 1])
            }
        }
        isASCII = (seen | first | last) & 0x8080_8080_8080_8080 == 0
        let mixed = Self.mix(first ^ Self.secrets.0 ^ earlier, last ^ Self.secrets.1)
        hash = Self.mix(mixed ^ Self.secrets.2, UInt64(truncatingIfNeeded: count) ^ Self.secrets.1)
    }

    @inline(__always)
    private static func mix(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let product = left.multipliedFullWidth(by: right)
        return product.high ^ product.low
    }
}
