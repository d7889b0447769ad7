import Glibc
import Vocabulary

/// A regular file, which must stay as it is while it is read.
///
/// Its size and its time of change are kept when it is opened and compared
/// again and again, because rows of two versions must never meet in one table.
package final class FileSource: FileBackedSource {
    /// The path, or what the caller named it.
    package let name: String
    private let descriptor: Int32
    private let version: Version

    /// Bytes that were read since the beginning.
    package private(set) var position = 0

    /// Called after each reading with the bytes that were read since the beginning.
    package var didRead: ((Int) -> Void)?

    /// Bytes after which it is looked whether the file is still the same: of a file that is packed, a second's work.
    private static let checkedBytes = 1024 * 1024
    private var nextCheck = checkedBytes

    /// What tells one version of a file from the next.
    private struct Version: Equatable {
        let size: Int
        let seconds: Int
        let nanoseconds: Int

        init(_ status: stat) {
            size = Int(status.st_size)
            seconds = status.st_mtim.tv_sec
            nanoseconds = status.st_mtim.tv_nsec
        }
    }

    /// Opens the file for reading.
    ///
    /// - Parameter name: what failures call it; the path when not given.
    /// - Throws: ``FormatFailure`` for what is missing, may not be read, or is
    ///   a directory, a pipe or a device.
    package init(path: String, name: String? = nil) throws {
        let shown = name ?? path
        guard !path.isEmpty, !path.utf8.contains(0) else { throw FormatFailure.fileNotFound(shown) }
        // O_NONBLOCK, so that a pipe nobody writes to is refused below instead of waited for.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else { throw Self.failure(errno, shown) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            let number = errno
            close(descriptor)
            throw Self.failure(number, shown)
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw status.st_mode & S_IFMT == S_IFDIR
                ? FormatFailure.isDirectory(shown) : FormatFailure.notRegularFile(shown)
        }
        self.name = shown
        self.descriptor = descriptor
        self.version = Version(status)
    }

    deinit {
        close(descriptor)
    }

    /// The size in bytes, as it was when the file was opened.
    package var byteCount: Int { version.size }

    package var path: String { "/proc/self/fd/\(descriptor)" }

    package func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        while true {
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            if count > 0 {
                position += count
                if position >= nextCheck {
                    nextCheck = position + Self.checkedBytes
                    try checkUnchanged()
                }
                didRead?(position)
                return count
            }
            if count == 0 {
                try checkUnchanged()
                return 0
            }
            if errno != EINTR { throw Self.failure(errno, name) }
        }
    }

    package func tell(position: Int) { didRead?(position) }

    package func rewind() throws {
        guard lseek(descriptor, 0, SEEK_SET) == 0 else { throw Self.failure(errno, name) }
        (position, nextCheck) = (0, Self.checkedBytes)
        try checkUnchanged()
    }

    package func checkUnchanged() throws {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Self.failure(errno, name) }
        guard Version(status) == version else { throw FormatFailure.changedWhileRead(name) }
    }

    private static func failure(_ number: Int32, _ path: String) -> FormatFailure {
        switch number {
        case ENOENT, ENOTDIR, ENAMETOOLONG, ELOOP: .fileNotFound(path)
        case EACCES, EPERM: .notReadable(path)
        case EISDIR: .isDirectory(path)
        case ENXIO, ENODEV: .notRegularFile(path)
        default: .readFailed(path, reason: String(cString: strerror(number)))
        }
    }
}
