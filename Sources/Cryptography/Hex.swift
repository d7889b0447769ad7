/// Bytes written as pairs of hexadecimal digits.
package enum Hex {
    /// The digits in lowercase.
    package static func text(_ bytes: borrowing some BorrowableBytes & ~Copyable) -> String {
        bytes.withBytes { bytes in
            String(unsafeUninitializedCapacity: bytes.count * 2) { digits in
                for (index, byte) in bytes.enumerated() {
                    digits[index * 2] = digit(byte >> 4)
                    digits[index * 2 + 1] = digit(byte & 15)
                }
                return bytes.count * 2
            }
        }
    }

    /// The bytes, or nil when a character is no digit or the last pair is not whole.
    package static func bytes(_ text: some StringProtocol) -> [UInt8]? {
        let digits = Array(text.utf8)
        var bytes = [UInt8](repeating: 0, count: digits.count / 2)
        let isRead = digits.withBytes { digits in bytes.withUnsafeMutableBytes { read(digits, into: $0) } }
        return isRead ? bytes : nil
    }

    /// The bytes of a secret that is written in digits, or nil as for ``bytes(_:)``.
    package static func secretBytes(
        _ digits: borrowing some BorrowableBytes & ~Copyable
    ) throws -> SecretBytes? {
        try digits.withBytes { digits in
            var isRead = false
            let secret = try SecretBytes(count: digits.count / 2) { isRead = read(digits, into: $0) }
            if isRead { return consume secret }
            return nil
        }
    }

    private static func read(
        _ digits: UnsafeRawBufferPointer, into bytes: UnsafeMutableRawBufferPointer
    ) -> Bool {
        guard digits.count.isMultiple(of: 2) else { return false }
        for index in bytes.indices {
            guard let high = value(digits[index * 2]), let low = value(digits[index * 2 + 1]) else {
                return false
            }
            bytes[index] = high << 4 | low
        }
        return true
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
