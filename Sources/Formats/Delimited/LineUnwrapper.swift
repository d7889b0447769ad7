/// A text whose lines Excel has put between quotes as a whole, given on without these.
///
/// A file that is no CSV to Excel's taste is opened as one column; saved again, `a;b;"c"` becomes `"a;b;""c"""`,
/// and a line without anything to be quoted stays as it is. How long each line was is kept, so that records
/// keep their places.
final class LineUnwrapper: ByteSource {
    private let source: any ByteSource
    private let terminator: UInt8
    private let isUTF16: Bool
    private let limit: Int
    private var chunk = [UInt8](repeating: 0, count: 64 * 1024)
    private var line: [UInt8] = []
    private var pending: [UInt8] = []
    private var given = 0
    private var isExhausted = false
    /// Bytes of the present line that have been given already, since it is too long.
    private var passed = 0
    /// How long the lines were that have been given and not yet been taken.
    private var lengths: [Int] = []
    private var taken = 0

    var name: String { source.name }

    /// - Parameters:
    ///   - isUTF16: whether the lines were two bytes a unit before.
    ///   - limit: the most bytes of a line.
    init(_ source: any ByteSource, terminator: UInt8, isUTF16: Bool, limit: Int) {
        self.source = source
        self.terminator = terminator
        self.isUTF16 = isUTF16
        self.limit = limit
    }

    func rewind() throws {
        try source.rewind()
        line = []
        pending = []
        given = 0
        isExhausted = false
        passed = 0
        lengths = []
        taken = 0
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        while given == pending.count, !isExhausted {
            pending.removeAll(keepingCapacity: true)
            given = 0
            let count = try chunk.withUnsafeMutableBytes { try source.read(into: $0) }
            for byte in chunk[..<count] {
                line.append(byte)
                if byte == terminator { giveLine() } else if line.count >= limit { passOn() }
            }
            if count == 0 {
                isExhausted = true
                if !line.isEmpty || passed > 0 { giveLine() }
            }
        }
        let count = min(buffer.count, pending.count - given)
        pending.withUnsafeBytes { buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[given..<given + count])) }
        given += count
        return count
    }

    /// How many bytes the next so many lines had in the source.
    func rawLength(ofLines count: Int) -> Int {
        lengths[min(taken, lengths.count)..<min(taken + count, lengths.count)].reduce(0, +)
    }

    /// Goes over lines whose length was asked for.
    func take(lines count: Int) {
        taken = min(taken + count, lengths.count)
        if taken * 2 > lengths.count, taken > 1024 {
            lengths.removeFirst(taken)
            taken = 0
        }
    }

    private func giveLine() {
        // The mark before the first line is of no line.
        let mark = lengths.isEmpty && taken == 0 && line.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        let raw = line[mark...]
        pending += line[..<mark]
        pending += passed > 0 ? Array(raw) : Self.unwrapped(raw) ?? Array(raw)
        lengths.append(passed + rawLength(of: raw))
        passed = 0
        line.removeAll(keepingCapacity: true)
    }

    /// Gives on the beginning of a line that is too long to be one, which its reader refuses.
    private func passOn() {
        pending += line
        passed += rawLength(of: line[...])
        line.removeAll(keepingCapacity: true)
    }

    private func rawLength(of text: ArraySlice<UInt8>) -> Int {
        isUTF16 ? text.withUnsafeBufferPointer { UTF16Source.rawLength(of: $0) } : text.count
    }

    /// A line without the quotes around it and with the doubled ones within it halved, its line end kept; nil where
    /// it is anything else than one quoted text.
    static func unwrapped(_ line: ArraySlice<UInt8>) -> [UInt8]? {
        let quote = UInt8(ascii: "\"")
        let body = line.prefix { $0 != .lineFeed && $0 != .carriageReturn }
        guard body.count > 1, body.first == quote, body.last == quote else { return nil }
        var text: [UInt8] = []
        text.reserveCapacity(body.count)
        var isSecond = false
        for byte in body.dropFirst().dropLast() {
            if isSecond {
                guard byte == quote else { return nil }
                isSecond = false
                continue
            }
            isSecond = byte == quote
            text.append(byte)
        }
        return isSecond ? nil : text + line[body.endIndex...]
    }
}
