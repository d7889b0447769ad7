extension YAMLSource {
    /// Checks that the text is UTF-8 and holds only characters that a YAML file may hold.
    ///
    /// Refused are NUL and the other control characters but tab, LF and CR; a
    /// byte order mark inside the text; and U+0085, U+2028 and U+2029, which
    /// are line ends for some readers and none for others. Each can still be
    /// written as an escape between double quotes.
    ///
    /// - Throws: ``YAMLFailure/invalidUTF8(byte:at:)``,
    ///   ``YAMLFailure/forbiddenCharacter(_:at:)``.
    func checkCharacters() throws {
        var offset = 0
        while offset < bytes.count {
            let byte = bytes[offset]
            if byte >= 0x20, byte < 0x7F {
                offset += 1
                continue
            }
            guard let (scalar, length) = scalar(at: offset) else {
                throw YAMLFailure.invalidUTF8(byte: byte, at: mark(atOffset: offset))
            }
            guard Self.isAllowed(scalar) else {
                throw YAMLFailure.forbiddenCharacter(scalar, at: mark(atOffset: offset))
            }
            offset += length
        }
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D: true
        case 0x00..<0x20, 0x7F...0x9F, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF: false
        default: true
        }
    }

    /// Decodes one scalar, in its shortest form only; nil where the bytes are not UTF-8.
    private func scalar(at offset: Int) -> (Unicode.Scalar, length: Int)? {
        let first = bytes[offset]
        let (length, leadBits, smallest): (Int, UInt8, UInt32)
        switch first {
        case 0x00..<0x80: (length, leadBits, smallest) = (1, first, 0)
        case 0xC2..<0xE0: (length, leadBits, smallest) = (2, first & 0x1F, 0x80)
        case 0xE0..<0xF0: (length, leadBits, smallest) = (3, first & 0x0F, 0x800)
        case 0xF0..<0xF5: (length, leadBits, smallest) = (4, first & 0x07, 0x10000)
        default: return nil
        }
        guard offset + length <= bytes.count else { return nil }
        var value = UInt32(leadBits)
        for next in bytes[(offset + 1)..<(offset + length)] {
            guard next & 0xC0 == 0x80 else { return nil }
            value = value << 6 | UInt32(next & 0x3F)
        }
        guard value >= smallest, let scalar = Unicode.Scalar(value) else { return nil }
        return (scalar, length)
    }
}
