/// How often each byte from 0x80 stands between which kinds of neighbours.
struct HighByteCounts {
    /// What a neighbour is, as far as its byte says without its encoding.
    enum Neighbour: Int, CaseIterable {
        case other, lowercase, uppercase, digit, high

        @inline(__always)
        init(_ byte: UInt8) {
            if byte.isLowercaseLetter {
                self = .lowercase
            } else if byte >= 0x80 {
                self = .high
            } else if byte.isUppercaseLetter {
                self = .uppercase
            } else {
                self = byte.isDigit ? .digit : .other
            }
        }
    }

    private static let kinds = Neighbour.allCases.count
    private var counts = [Int](repeating: 0, count: 128 * kinds * kinds)
    /// For each byte from 0x80 and each that follows it, how often they meet.
    private var pairs = [UInt32](repeating: 0, count: 128 * 128)
    private(set) var total = 0
    private var before = Neighbour.other
    private var waiting: UInt8?

    /// Takes the next byte.
    mutating func add(_ byte: UInt8) {
        let kind = Neighbour(byte)
        if let high = waiting {
            count(high, before: before, after: kind)
            if byte >= 0x80 { pairs[Int(high - 0x80) * 128 + Int(byte - 0x80)] += 1 }
            before = .high
            waiting = nil
        }
        if byte >= 0x80 {
            waiting = byte
        } else {
            before = kind
        }
    }

    /// Takes the bytes from a place on, up to and with another, where nothing but ASCII stands before them on their line.
    mutating func add(_ bytes: ByteSlice, from start: Int, upTo place: Int) {
        finish()
        before = start > 0 ? Neighbour(bytes[start - 1]) : .other
        for index in start...place { add(bytes[index]) }
    }

    /// Takes the bytes of a line up to and with a place; what lies far before it is left out.
    mutating func add(line bytes: ByteSlice, upTo place: Int) {
        finish()
        before = .other
        let window = bytes.part(max(0, place - 4096), place)
        let start = window.lastIndex { $0 == .lineFeed || $0 == .carriageReturn }.map { $0 + 1 } ?? 0
        let beginning = window.part(start, window.count)
        if UTF8Check.isASCII(beginning) {
            // Only the neighbours of other bytes tell anything.
            if let last = beginning.last { add(last) }
        } else {
            for byte in beginning { add(byte) }
        }
        add(bytes[place])
    }

    /// Counts the last byte of the text.
    mutating func finish() {
        if let high = waiting { count(high, before: before, after: .other) }
        waiting = nil
    }

    /// Calls with every byte and pair of neighbours that was seen, and how often.
    func forEach(_ body: (_ byte: Int, _ before: Neighbour, _ after: Neighbour, _ count: Int) -> Void) {
        for byte in 0..<128 {
            for before in Neighbour.allCases {
                for after in Neighbour.allCases {
                    let seen = counts[Self.place(byte, before, after)]
                    if seen > 0 { body(byte + 0x80, before, after, seen) }
                }
            }
        }
    }

    /// How often a byte from 0x80 is followed by one of some others.
    func count(of first: UInt8, before others: some Sequence<UInt8>) -> Int {
        others.reduce(0) { $0 + Int(pairs[Int(first - 0x80) * 128 + Int($1 - 0x80)]) }
    }

    private mutating func count(_ high: UInt8, before: Neighbour, after: Neighbour) {
        total += 1
        counts[Self.place(Int(high) - 0x80, before, after)] += 1
    }

    private static func place(_ byte: Int, _ before: Neighbour, _ after: Neighbour) -> Int {
        (byte * kinds + before.rawValue) * kinds + after.rawValue
    }
}
