/// Bytes written with 64 characters, six bits each.
///
/// Reading is strict, so that every value has one text only: no white space, no
/// missing or additional padding, and no bits beyond the last byte.
///
/// **Source** RFC 4648, sections 4 and 5.
package enum Base64 {
    /// The characters for the values 62 and 63, and whether the end is padded.
    package enum Alphabet: Sendable {
        /// `+` and `/`, padded with `=`.
        case standard
        /// `-` and `_`, not padded: safe in addresses, file names and passwords.
        case url

        fileprivate var lastTwo: (UInt8, UInt8) {
            switch self {
            case .standard: (UInt8(ascii: "+"), UInt8(ascii: "/"))
            case .url: (UInt8(ascii: "-"), UInt8(ascii: "_"))
            }
        }
    }

    /// Writes bytes as a text.
    package static func text(
        _ bytes: borrowing some BorrowableBytes & ~Copyable, _ alphabet: Alphabet = .standard
    ) -> String {
        bytes.withBytes { bytes in
            let count = textCount(bytes.count, alphabet)
            return String(unsafeUninitializedCapacity: count) { text in
                write(bytes, into: UnsafeMutableRawBufferPointer(text), alphabet)
                return count
            }
        }
    }

    /// Writes a secret as a text that is a secret too.
    package static func secretText(
        _ secret: borrowing SecretBytes, _ alphabet: Alphabet = .standard
    ) throws -> SecretBytes {
        try secret.withBytes { bytes in
            try SecretBytes(count: textCount(bytes.count, alphabet)) { write(bytes, into: $0, alphabet) }
        }
    }

    /// Reads a text, or returns nil when it is not exactly what ``text(_:_:)`` writes.
    package static func bytes(_ text: some StringProtocol, _ alphabet: Alphabet = .standard) -> [UInt8]? {
        var characters = Array(text.utf8)
        if alphabet == .standard {
            guard characters.count.isMultiple(of: 4) else { return nil }
            for _ in 0..<2 where characters.last == UInt8(ascii: "=") { characters.removeLast() }
        }
        guard characters.count % 4 != 1 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(characters.count * 3 / 4)
        var bits: UInt32 = 0
        var bitCount = 0
        for character in characters {
            guard let value = value(character, alphabet) else { return nil }
            bits = bits << 6 | UInt32(value)
            bitCount += 6
            if bitCount >= 8 {
                bitCount -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(bitCount)))
            }
        }
        return bits & (1 << UInt32(bitCount) - 1) == 0 ? bytes : nil
    }

    private static func textCount(_ count: Int, _ alphabet: Alphabet) -> Int {
        alphabet == .standard ? (count + 2) / 3 * 4 : (count * 4 + 2) / 3
    }

    private static func write(
        _ bytes: UnsafeRawBufferPointer, into text: UnsafeMutableRawBufferPointer, _ alphabet: Alphabet
    ) {
        var position = 0
        var bits: UInt32 = 0
        var bitCount = 0
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            bitCount += 8
            while bitCount >= 6 {
                bitCount -= 6
                text[position] = character(UInt8(truncatingIfNeeded: bits >> UInt32(bitCount)) & 63, alphabet)
                position += 1
            }
        }
        if bitCount > 0 {
            text[position] = character(UInt8(truncatingIfNeeded: bits << UInt32(6 - bitCount)) & 63, alphabet)
            position += 1
        }
        while position < text.count {
            text[position] = UInt8(ascii: "=")
            position += 1
        }
    }

    private static func character(_ value: UInt8, _ alphabet: Alphabet) -> UInt8 {
        switch value {
        case 0..<26: UInt8(ascii: "A") + value
        case 26..<52: UInt8(ascii: "a") + value - 26
        case 52..<62: UInt8(ascii: "0") + value - 52
        case 62: alphabet.lastTwo.0
        default: alphabet.lastTwo.1
        }
    }

    private static func value(_ character: UInt8, _ alphabet: Alphabet) -> UInt8? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): character - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): character - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0") + 52
        case alphabet.lastTwo.0: 62
        case alphabet.lastTwo.1: 63
        default: nil
        }
    }
}
