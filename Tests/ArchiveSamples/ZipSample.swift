import CZlib

/// Zip archives written by hand, so that a test can also write wrong ones.
///
/// **Source** APPNOTE.TXT 6.3.
package struct ZipSample: Sendable {
    /// A file of the archive.
    package struct Entry: Sendable {
        package var path: String
        package var content: [UInt8]
        /// 0 for stored; any other number is written down and the content stored all the same.
        package var method: UInt16 = 0
        package var flags: UInt16 = 0
        /// What is written as the checksum; that of the content when nil.
        package var checksum: UInt32?

        package init(_ path: String, _ content: String) {
            self.path = path
            self.content = Array(content.utf8)
        }
    }

    package var entries: [Entry]
    /// What the record at the end claims; the number of entries when nil.
    package var claimedEntries: UInt16?

    package init(_ entries: [Entry]) {
        self.entries = entries
    }

    /// The archive.
    package var bytes: [UInt8] {
        var files: [UInt8] = []
        var directory: [UInt8] = []
        for entry in entries {
            let offset = files.count
            let facts = Self.facts(of: entry)
            files += Self.number(0x0403_4B50, 4) + Self.number(20, 2) + facts + Self.number(0, 2)
            files += Array(entry.path.utf8) + entry.content
            directory += Self.number(0x0201_4B50, 4) + Self.number(20, 2) + Self.number(20, 2) + facts
            directory += Self.number(0, 2 + 2 + 2 + 2 + 4) + Self.number(UInt64(offset), 4) + Array(entry.path.utf8)
        }
        let count = UInt64(claimedEntries ?? UInt16(entries.count))
        let end =
            Self.number(0x0605_4B50, 4) + Self.number(0, 4) + Self.number(count, 2) + Self.number(count, 2)
            + Self.number(UInt64(directory.count), 4) + Self.number(UInt64(files.count), 4) + Self.number(0, 2)
        return files + directory + end
    }

    /// Flags, method, time, checksum, both sizes and the length of the path.
    private static func facts(of entry: Entry) -> [UInt8] {
        let checksum = entry.checksum ?? UInt32(crc32(0, entry.content, UInt32(entry.content.count)))
        let size = number(UInt64(entry.content.count), 4)
        return number(UInt64(entry.flags), 2) + number(UInt64(entry.method), 2) + number(0x0021_0000, 4)
            + number(UInt64(checksum), 4) + size + size + number(UInt64(entry.path.utf8.count), 2)
    }

    private static func number(_ value: UInt64, _ count: Int) -> [UInt8] {
        (0..<count).map { $0 < 8 ? UInt8(truncatingIfNeeded: value >> (8 * $0)) : 0 }
    }
}
