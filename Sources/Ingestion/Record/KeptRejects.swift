import Formats

/// The refused records of a load until they are written down: some of them, within bounds of memory.
///
/// Counts do not come from here; a record that is not kept is counted all the
/// same.
struct KeptRejects {
    /// Bytes of a record or of a value that are kept; the rest is its length.
    static let mostOfText = 64 * 1024

    /// Bytes that are kept of one load.
    static let mostBytes = 16 * 1024 * 1024

    /// Records that are kept of one load.
    static let mostRecords = 100_000

    private(set) var rejects: [Reject] = []
    private(set) var byteCount = 0
    /// Records that came when no more could be kept.
    private(set) var omitted = 0

    /// Keeps a record, or counts it once one was too many.
    mutating func append(_ reject: Reject) {
        var reject = reject
        reject.rawLine = Self.cut(reject.rawLine)
        reject.value = reject.value.map(Self.cut)
        let size = reject.rawLine.utf8.count + (reject.value?.utf8.count ?? 0)
        // Once closed, always closed: what is kept is the beginning, without gaps.
        guard omitted == 0, rejects.count < Self.mostRecords, byteCount + size <= Self.mostBytes else {
            omitted += 1
            return
        }
        rejects.append(reject)
        byteCount += size
    }

    /// Counts records of which nothing can be kept.
    mutating func omit(_ count: Int) {
        omitted += count
    }

    /// The beginning of a text that is too long, with a mark that says how long it was.
    static func cut(_ text: String) -> String {
        let bytes = text.utf8
        guard bytes.count > mostOfText else { return text }
        var end = bytes.index(bytes.startIndex, offsetBy: mostOfText)
        // A character is kept whole or not at all.
        while end > bytes.startIndex, bytes[end] & 0xC0 == 0x80 { end = bytes.index(before: end) }
        return text[..<end] + "… (\(bytes.count) bytes)"
    }
}
