import Glibc

/// The record at the end of a zip archive, which says how many entries there are.
///
/// libzip believes it and makes room for each entry, so that it is looked at
/// first. A hostile archive may have several such records; the largest claim
/// counts.
/// **Source** APPNOTE.TXT 6.3, sections 4.3.14 to 4.3.16.
enum ZipDirectoryEnd {
    /// A comment of the most bytes, the record itself, and the 64-bit locator before it.
    private static let tailLength = 65_535 + 22 + 20

    /// The most entries that any record near the end claims; nil where there is no record.
    ///
    /// - Throws: ``ArchiveFailure/damagedZip(_:reason:)`` for a file that cannot be read.
    static func claimedEntries(path: String, name: String) throws -> UInt64? {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw ArchiveFailure.damagedZip(name, reason: String(cString: strerror(errno)))
        }
        defer { close(descriptor) }
        let size = Int(lseek(descriptor, 0, SEEK_END))
        let start = max(0, size - tailLength)
        let tail = bytes(of: descriptor, at: start, count: size - start)
        guard tail.count >= 22 else { return nil }
        var most: UInt64?
        for place in 0...tail.count - 22 where tail[place...].starts(with: [0x50, 0x4B, 5, 6]) {
            var claimed = number(in: tail, at: place + 10, bytes: 2)
            if let wide = wideClaim(before: place, in: tail, descriptor) { claimed = max(claimed, wide) }
            most = max(most ?? 0, claimed)
        }
        return most
    }

    /// What the 64-bit record says to which the locator before a record points.
    private static func wideClaim(before place: Int, in tail: [UInt8], _ descriptor: Int32) -> UInt64? {
        guard place >= 20, tail[(place - 20)...].starts(with: [0x50, 0x4B, 6, 7]) else { return nil }
        let offset = number(in: tail, at: place - 12, bytes: 8)
        guard offset <= UInt64(Int.max) else { return nil }
        let record = bytes(of: descriptor, at: Int(offset), count: 56)
        guard record.count == 56, record.starts(with: [0x50, 0x4B, 6, 6]) else { return nil }
        return number(in: record, at: 32, bytes: 8)
    }

    private static func number(in bytes: [UInt8], at place: Int, bytes count: Int) -> UInt64 {
        (0..<count).reduce(0) { $0 | UInt64(bytes[place + $1]) << (8 * $1) }
    }

    private static func bytes(of descriptor: Int32, at offset: Int, count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let read = pread(descriptor, buffer.baseAddress?.advanced(by: filled), count - filled, offset + filled)
                if read <= 0 { break }
                filled += read
            }
        }
    }
}
