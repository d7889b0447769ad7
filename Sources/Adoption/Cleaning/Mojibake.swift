internal import Formats

/// Texts whose bytes in UTF-8 were taken for Windows-1252, once or several times.
package enum Mojibake {
    /// The text as it was meant, or nil when it is not such a text.
    ///
    /// Every character must be one that Windows-1252 has, and their bytes must be UTF-8, so that `Ã` alone stays.
    package static func mended(_ text: String) -> String? {
        var result: String?
        var current = text
        // A file that went through three wrong hands has been seen.
        for _ in 0..<3 {
            guard let next = mendedOnce(current) else { break }
            result = next
            current = next
        }
        return result
    }

    private static func mendedOnce(_ text: String) -> String? {
        guard text.utf8.contains(where: { $0 >= 0x80 }) else { return nil }
        var bytes: [UInt8] = []
        for scalar in text.unicodeScalars {
            if scalar.isASCII {
                bytes.append(UInt8(scalar.value))
            } else if let byte = table[scalar] {
                bytes.append(byte)
            } else if (0x80...0x9F).contains(scalar.value) {
                // The five bytes that Windows-1252 leaves open are kept as themselves by most programs.
                bytes.append(UInt8(scalar.value))
            } else {
                return nil
            }
        }
        return TextValue.isUTF8(bytes) ? String(decoding: bytes, as: UTF8.self) : nil
    }

    /// A text in Windows-1252 as UTF-8.
    static func decoded(windows1252 bytes: [UInt8]) -> [UInt8] {
        var scalars = String.UnicodeScalarView()
        for byte in bytes {
            scalars.append(byte < 0x80 ? Unicode.Scalar(byte) : reverse[byte] ?? Unicode.Scalar(byte))
        }
        return Array(String(scalars).utf8)
    }

    private static let table = TextValue.bytes(in: .windows1252)
    private static let reverse = Dictionary(uniqueKeysWithValues: table.map { ($1, $0) })
}
