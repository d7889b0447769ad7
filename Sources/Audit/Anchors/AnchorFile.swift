internal import Glibc

/// A file of checkpoints, to which lines are only ever appended, so that `chattr +a` may hold it.
package struct AnchorFile: Sendable {

    package let path: String

    package init(_ path: String) {
        self.path = path
    }

    /// How a file ends.
    package struct Ending: Sendable {
        /// The last line that has an end, without it; nil when there is none.
        package let line: [UInt8]?
        /// What stands behind it: the beginning of a line that was cut short by a crash.
        package let rest: [UInt8]

        package var isEmpty: Bool { line == nil && rest.isEmpty }
    }

    /// Reads how the file ends.
    ///
    /// - Returns: an empty ending when there is no file.
    /// - Throws: AUD205 when others may write to it, AUD303.
    package func ending() throws -> Ending {
        guard let descriptor = try openForReading() else { return Ending(line: nil, rest: []) }
        defer { close(descriptor) }
        var tail: [UInt8] = []
        var offset = lseek(descriptor, 0, SEEK_END)
        while offset > 0, tail.count(where: { $0 == Self.lineEnd }) < 2 {
            // Twice as much each time, since a line may hold ten thousand chains.
            let count = min(offset, max(1 << 16, tail.count))
            offset -= count
            tail = try read(descriptor, at: offset, count: count) + tail
        }
        guard let end = tail.lastIndex(of: Self.lineEnd) else { return Ending(line: nil, rest: tail) }
        let before = tail[..<end].lastIndex(of: Self.lineEnd).map { $0 + 1 } ?? 0
        return Ending(line: Array(tail[before..<end]), rest: Array(tail[(end + 1)...]))
    }

    /// Appends bytes and brings them to the disk; makes a file of mode 0600 when there is none.
    ///
    /// - Throws: AUD302.
    package func append(_ bytes: [UInt8]) throws {
        let isNew = access(path, F_OK) != 0
        let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0o600)
        guard descriptor >= 0 else { throw cannotWrite() }
        defer { close(descriptor) }
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 { written += count }
            guard count > 0 || errno == EINTR else { throw cannotWrite() }
        }
        guard fsync(descriptor) == 0 else { throw cannotWrite() }
        if isNew { try synchronizeFolder() }
    }

    /// Gives each line to a closure, without its end, with its number from 1 and whether it had an end.
    ///
    /// - Throws: what the closure throws; AUD303, also when there is no file.
    package func forEachLine(_ body: ([UInt8], Int, _ isWhole: Bool) throws -> Void) throws {
        guard let descriptor = try openForReading() else {
            throw AuditFailure.cannotRead(path: path, reason: String(cString: strerror(ENOENT)))
        }
        defer { close(descriptor) }
        var line: [UInt8] = []
        var number = 1
        var offset = 0
        while true {
            let piece = try read(descriptor, at: offset, count: 1 << 18)
            if piece.isEmpty { break }
            offset += piece.count
            var start = 0
            while let end = piece[start...].firstIndex(of: Self.lineEnd) {
                try body(line + piece[start..<end], number, true)
                line = []
                number += 1
                start = end + 1
            }
            line += piece[start...]
        }
        if !line.isEmpty { try body(line, number, false) }
    }

    private static let lineEnd = UInt8(ascii: "\n")

    private func openForReading() throws -> Int32? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw cannotRead()
        }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw AuditFailure.cannotRead(path: path, reason: "it is no regular file")
        }
        guard facts.st_mode & 0o022 == 0 else {
            close(descriptor)
            throw AuditFailure.writableByOthers(path: path)
        }
        return descriptor
    }

    private func read(_ descriptor: Int32, at offset: Int, count: Int) throws -> [UInt8] {
        var failed = false
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            filled = 0
            while filled < count {
                let arrived = pread(
                    descriptor, buffer.baseAddress.map { $0 + filled }, count - filled, offset + filled)
                if arrived > 0 { filled += arrived }
                if arrived == 0 { break }
                if arrived < 0, errno != EINTR {
                    failed = true
                    break
                }
            }
        }
        if failed { throw cannotRead() }
        return bytes
    }

    private func synchronizeFolder() throws {
        let slash = path.lastIndex(of: "/")
        let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw cannotWrite() }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw cannotWrite() }
    }

    private func cannotWrite() -> AuditFailure {
        .cannotWrite(path: path, reason: String(cString: strerror(errno)))
    }

    private func cannotRead() -> AuditFailure {
        .cannotRead(path: path, reason: String(cString: strerror(errno)))
    }
}
