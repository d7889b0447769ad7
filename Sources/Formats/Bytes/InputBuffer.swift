/// A window over a source, of which the unread part is always contiguous.
///
/// It grows up to its limit only when one record does not fit, so that the
/// memory of a load does not depend on the size of its file.
struct InputBuffer: ~Copyable {
    private let source: any ByteSource
    private let limit: Int
    private var storage: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private var start = 0
    private var end = 0

    /// Room that is always kept behind the limit, so that a source is never asked for a few bytes.
    private static let slack = 4096

    /// Bytes behind the window that may be read, and mean nothing.
    static let margin = 64

    /// Whether the source has no more bytes than those in the window.
    private(set) var isExhausted = false

    /// - Parameter limit: the most bytes that the unread part may have.
    init(_ source: any ByteSource, limit: Int, capacity: Int = 256 * 1024) {
        self.source = source
        self.limit = limit
        self.capacity = min(capacity, limit) + Self.slack
        self.storage = .allocate(capacity: self.capacity + Self.margin)
    }

    deinit {
        storage.deallocate()
    }

    var name: String { source.name }

    /// The bytes that were read from the source and not yet consumed.
    ///
    /// Valid until the next call of ``more()``.
    var unread: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: storage + start, count: end - start)
    }

    /// Where the unread part begins; at least ``margin`` bytes more than it has can be read there.
    var unreadStart: UnsafePointer<UInt8> { UnsafePointer(storage + start) }

    /// Whether the unread part has reached its limit.
    var isFull: Bool { end - start >= limit }

    /// Gives up the first unread bytes.
    mutating func consume(_ count: Int) {
        start += count
    }

    /// Reads further bytes behind the unread ones.
    ///
    /// - Returns: false when the source has none, or the window is full.
    mutating func more() throws -> Bool {
        if isExhausted || isFull { return false }
        if start > 0 {
            storage.update(from: storage + start, count: end - start)
            end -= start
            start = 0
        }
        if capacity - end < Self.slack { grow() }
        let before = end
        // Filled as far as it goes: a source that gives little at a time must not cost a new scan each.
        while !isExhausted, capacity - end >= Self.slack {
            let room = UnsafeMutableRawBufferPointer(start: storage + end, count: capacity - end)
            let count = try source.read(into: room)
            if count == 0 { isExhausted = true }
            end += count
        }
        return end > before
    }

    private mutating func grow() {
        let wider = min(limit, capacity * 2) + Self.slack
        let storage = UnsafeMutablePointer<UInt8>.allocate(capacity: wider + Self.margin)
        storage.update(from: self.storage, count: end)
        self.storage.deallocate()
        self.storage = storage
        capacity = wider
    }
}
