/// Text that somebody wrote as UTF-8, read as one encoding of single bytes, and wrote in another.
///
/// `‰Ûª`, read as Mac Roman, is `â€™`: what becomes of `’` by way of
/// Windows-1252. Some of these bytes are valid UTF-8 by accident.
struct TwiceEncodedBytes {
    /// How the bytes are written.
    let encoding: TextEncoding

    /// By way of what they were read before.
    let way: TextEncoding

    /// How many characters they stand for.
    let characters: Int

    /// Those that explain most of the bytes beyond ASCII, if any do.
    init?(_ counts: HighByteCounts) {
        var best: TwiceEncodedBytes?
        for encoding in TextEncoding.singleByte {
            for way in TextEncoding.singleByte where way != encoding {
                guard let found = TwiceEncodedBytes(counts, encoding, way) else { continue }
                if found.characters > best?.characters ?? 1 { best = found }
            }
        }
        guard let best else { return nil }
        self = best
    }

    private init?(_ counts: HighByteCounts, _ encoding: TextEncoding, _ way: TextEncoding) {
        guard let written = encoding.upperHalf, let read = way.upperHalf else { return nil }
        // The byte that a byte of UTF-8 became by both of them.
        func became(_ byte: UInt8) -> UInt8? {
            let character = read[Int(byte) - 0x80]
            guard character != "\0", let place = written.firstIndex(of: character) else { return nil }
            return UInt8(place + 0x80)
        }
        let continuations = (0x80..<0xC0).compactMap { became($0) }
        let pairs = [0xC2, 0xC3, 0xC5].compactMap { became($0) }.reduce(0) {
            $0 + counts.count(of: $1, before: continuations)
        }
        var triples = 0
        if let lead = became(0xE2), let second = became(0x80) {
            triples = min(counts.count(of: lead, before: [second]), counts.count(of: second, before: continuations))
        }
        guard (pairs * 2 + triples * 3) * 2 > counts.total else { return nil }
        self.encoding = encoding
        self.way = way
        characters = pairs + triples
    }

    var warning: String {
        "\(characters) characters were encoded twice, by way of \(way.rawValue), and then written in "
            + "\(encoding.rawValue): they are kept as they are written"
    }
}
