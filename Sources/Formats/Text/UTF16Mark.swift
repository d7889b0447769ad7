/// Recognises UTF-16, by its mark or by the zeros between Latin letters.
enum UTF16Mark {
    static func recognise(_ head: ByteSlice) -> EncodingDecision? {
        if head.starts(with: [0xFF, 0xFE]), !head.starts(with: [0xFF, 0xFE, 0, 0]) {
            return decision(.utf16LittleEndian, "mark of UTF-16, little-endian")
        }
        if head.starts(with: [0xFE, 0xFF]) { return decision(.utf16BigEndian, "mark of UTF-16, big-endian") }
        guard head.count >= 4 else { return nil }
        var zeros = [0, 0]
        for (index, byte) in head.enumerated() where byte == 0 { zeros[index & 1] += 1 }
        let units = head.count / 2
        if zeros[1] * 10 >= units * 7, zeros[0] * 20 < units {
            return decision(.utf16LittleEndian, "every second byte is 0, without a mark")
        }
        if zeros[0] * 10 >= units * 7, zeros[1] * 20 < units {
            return decision(.utf16BigEndian, "every other byte is 0, without a mark")
        }
        return nil
    }

    /// The source as UTF-8, whether it is that or UTF-16.
    static func decoded(_ source: any ByteSource) throws -> any ByteSource {
        let head = try source.head(4096)
        try source.rewind()
        switch head.withUnsafeBufferPointer(recognise)?.encoding {
        case .utf16LittleEndian: return UTF16Source(source, isBigEndian: false)
        case .utf16BigEndian: return UTF16Source(source, isBigEndian: true)
        default: return source
        }
    }

    private static func decision(_ encoding: TextEncoding, _ evidence: String) -> EncodingDecision {
        EncodingDecision(encoding: encoding, fallback: nil, evidence: evidence)
    }
}
