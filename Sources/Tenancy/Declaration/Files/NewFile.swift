import Glibc

/// A file that gets its name when it is whole.
package struct NewFile {
    private let path: String

    package init(_ path: String) {
        self.path = path
    }

    /// Whether something has the name, a link that leads nowhere included.
    package var exists: Bool {
        var facts = stat()
        return lstat(path, &facts) == 0
    }

    /// Writes beside the file, brings the bytes to the disk, and only then gives them the name.
    ///
    /// - Parameter replacing: whether a file of this name gives way; without, it stays as it is.
    /// - Throws: ``TenancyFailure/fileExists(path:)`` or ``TenancyFailure/cannotWrite(path:)``.
    package func write(_ text: String, mode: UInt32, replacing: Bool = false) throws {
        if !replacing, exists { throw TenancyFailure.fileExists(path: path) }
        let temporary = "\(path).\(String(UInt64.random(in: 0...UInt64.max), radix: 36)).new"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw TenancyFailure.cannotWrite(path: path) }
        defer {
            close(descriptor)
            // The name is gone where it was given to the file itself.
            unlink(temporary)
        }
        // The mode that was given to open is lessened by the umask.
        guard fill(descriptor, text), fchmod(descriptor, mode) == 0, fsync(descriptor) == 0 else {
            throw TenancyFailure.cannotWrite(path: path)
        }
        if replacing {
            guard rename(temporary, path) == 0 else { throw TenancyFailure.cannotWrite(path: path) }
        } else {
            guard link(temporary, path) == 0 else {
                throw errno == EEXIST ? TenancyFailure.fileExists(path: path) : .cannotWrite(path: path)
            }
        }
        synchronizeFolder()
    }

    private func fill(_ descriptor: Int32, _ text: String) -> Bool {
        let bytes = Array(text.utf8)
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 { written += count }
            guard count > 0 || errno == EINTR else { return false }
        }
        return true
    }

    /// Brings the name to the disk; where a file system cannot, the file itself is there.
    private func synchronizeFolder() {
        let slash = path.lastIndex(of: "/")
        let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }
}
