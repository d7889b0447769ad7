/// Counts characters that somebody wrote as UTF-8, read as another encoding, and wrote as UTF-8 again.
///
/// `Ã©` is what becomes of `é` by way of Windows-1252, `├®` by way of cp850,
/// `√©` by way of Mac Roman. The first of the two signs is a lead byte of
/// UTF-8 in that encoding and the second a continuation byte; in a text that
/// is right the two hardly ever meet.
struct TwiceEncodedCount {
    /// Where the first of them stands, in bytes from 0.
    private(set) var firstOffset = 0
    private var counts = [Int](repeating: 0, count: Self.ways.count)
    private var value: UInt32 = 0
    /// For each way, whether the character before is a lead byte.
    private var isLead = [Bool](repeating: false, count: Self.ways.count)
    private var hasLead = false

    /// An encoding by way of which text is read wrongly.
    private struct Way {
        let encoding: TextEncoding
        let leads: Set<UInt32>
        let continuations: Set<UInt32>

        init(_ encoding: TextEncoding) {
            let half = (encoding.upperHalf ?? []).map(\.value)
            self.encoding = encoding
            // French and its signs need two bytes behind C2, C3 and C5 and three behind E2.
            leads = Set([0xC2, 0xC3, 0xC5, 0xE2].map { half[$0 - 0x80] })
            // U+0000 stands for a byte that means nothing; programs then keep its number.
            continuations = Set((0x80..<0xC0).map { half[$0 - 0x80] == 0 ? UInt32($0) : half[$0 - 0x80] })
        }
    }

    private static let ways = [TextEncoding.windows1252, .codePage850, .macRoman].map(Way.init)
    private static let leads = ways.reduce(into: Set()) { $0.formUnion($1.leads) }

    /// Whether a character from U+0080 to U+00FF is a lead byte, so that the common letters are turned away at once.
    private static let latinLeads: [Bool] = (0..<0x100).map { leads.contains($0) }

    /// Takes a byte of UTF-8 that is not ASCII, and what it did.
    mutating func add(_ byte: UInt8, _ step: UTF8Check.Step, at offset: Int) {
        switch step {
        case .lead:
            value = UInt32(byte) & (byte < 0xE0 ? 0x1F : byte < 0xF0 ? 0x0F : 0x07)
        case .continuation:
            value = value << 6 | UInt32(byte & 0x3F)
        case .complete:
            value = value << 6 | UInt32(byte & 0x3F)
            addCharacter(at: offset)
        case .ascii, .invalid:
            interrupt()
        }
    }

    /// Says that the next character does not follow the one before.
    @inline(__always)
    mutating func interrupt() {
        if hasLead { forget() }
    }

    private mutating func forget() {
        hasLead = false
        for way in isLead.indices { isLead[way] = false }
    }

    private mutating func addCharacter(at offset: Int) {
        if !hasLead, !(value < 0x100 ? Self.latinLeads[Int(value)] : Self.leads.contains(value)) { return }
        for (index, way) in Self.ways.enumerated() {
            if isLead[index], way.continuations.contains(value) {
                if counts.allSatisfy({ $0 == 0 }) { firstOffset = offset }
                counts[index] += 1
                isLead[index] = false
            } else {
                isLead[index] = way.leads.contains(value)
            }
        }
        hasLead = isLead.contains(true)
    }

    /// What a person should know, when it is more than an accident.
    var warning: String? {
        guard let most = counts.indices.max(by: { counts[$0] < counts[$1] }), counts[most] >= 2 else { return nil }
        return """
            \(counts[most]) characters were encoded twice, by way of \(Self.ways[most].encoding.rawValue), the first at \
            byte \(firstOffset): they are kept as they are written
            """
    }
}
