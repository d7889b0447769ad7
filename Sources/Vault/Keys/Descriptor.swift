internal import Glibc

/// An open file, read and written whole whatever the system does in pieces.
struct Descriptor {
    let number: Int32

    /// Reads until a buffer is full or nothing follows.
    ///
    /// - Returns: how many bytes came; nil when reading failed, for the reason in `errno`.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
        var count = 0
        while count < buffer.count {
            let arrived = Glibc.read(number, buffer.baseAddress.map { $0 + count }, buffer.count - count)
            if arrived == 0 { break }
            if arrived > 0 {
                count += arrived
            } else if errno != EINTR {
                return nil
            }
        }
        return count
    }

    /// Writes all bytes.
    ///
    /// - Returns: false when writing failed, for the reason in `errno`.
    func write(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var count = 0
        while count < bytes.count {
            let written = Glibc.write(number, bytes.baseAddress.map { $0 + count }, bytes.count - count)
            if written > 0 { count += written }
            guard written > 0 || errno == EINTR else { return false }
        }
        return true
    }

    /// The system's last failure with a descriptor that has no name.
    static func failure(_ operation: String) -> VaultFailure {
        .stream(operation: operation, reason: String(cString: strerror(errno)))
    }
}
