import Glibc
import Vocabulary
package import YAML

extension YAMLDocument {
    /// Reads a file of `tenants/`.
    ///
    /// - Throws: ``TenancyFailure/unreadable(path:reason:)`` or `YAMLFailure`.
    package init(readingFile path: String) throws {
        var faults: [YAMLFailure] = []
        try self.init(readingFile: path, faults: &faults)
        try FailureList(faults).throwIfAny()
    }

    /// Reads a file of `tenants/` as far as it can be read.
    ///
    /// - Parameter faults: gets what does not hinder the reading of the rest.
    init(readingFile path: String, faults: inout [YAMLFailure]) throws {
        // Not to wait for whoever would write to a pipe of this name.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw TenancyFailure.unreadable(path: path, reason: String(cString: strerror(errno)))
        }
        defer { close(descriptor) }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
            throw TenancyFailure.unreadable(path: path, reason: "it is not a file")
        }
        // Looked at before it is read: a file of gigabytes costs nothing.
        let limit = YAMLLimits.configuration.bytes
        guard facts.st_size <= limit else {
            throw YAMLFailure.tooLarge(file: path, bytes: Int(facts.st_size), limit: limit)
        }
        let size = Int(facts.st_size)
        var count = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
            while count < size {
                let length = read(descriptor, buffer.baseAddress?.advanced(by: count), size - count)
                if length > 0 { count += length }
                guard length > 0 || (length < 0 && errno == EINTR) else { break }
            }
            filled = count
        }
        try self.init(parsing: bytes, file: path, faults: &faults)
    }
}
