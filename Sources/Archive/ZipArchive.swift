import CZip
import Glibc

/// A zip archive whose entries are read one after another, without ever being unpacked to a disk.
///
/// **Cost** memory of the names of its entries, at most the limit.
package final class ZipArchive {
    /// What failures call the archive.
    package let name: String
    package let entries: [ZipEntry]
    private let handle: OpaquePointer

    /// The most entries that an archive may have.
    package static let mostEntries = 10_000

    /// Opens an archive.
    ///
    /// - Parameters:
    ///   - path: of a regular file.
    ///   - name: what failures call it.
    /// - Throws: ``ArchiveFailure``.
    package init(path: String, name: String) throws {
        // Asked before libzip makes room for each of them.
        if let count = try ZipDirectoryEnd.claimedEntries(path: path, name: name), count > Self.mostEntries {
            throw ArchiveFailure.tooManyEntries(name, count: count, limit: Self.mostEntries)
        }
        var status: Int32 = 0
        guard let handle = zip_open(path, ZIP_RDONLY, &status) else {
            var error = zip_error()
            zip_error_init_with_code(&error, status)
            defer { zip_error_fini(&error) }
            throw ArchiveFailure.damagedZip(name, reason: String(cString: zip_error_strerror(&error)))
        }
        self.name = name
        self.handle = handle
        entries = (0..<max(0, Int(zip_get_num_entries(handle, 0)))).compactMap { index in
            var facts = zip_stat_t()
            guard zip_stat_index(handle, UInt64(index), 0, &facts) == 0, let path = facts.name else { return nil }
            return ZipEntry(
                index: index, path: String(cString: path), byteCount: Int(clamping: facts.size),
                isEncrypted: facts.encryption_method != ZIP_EM_NONE)
        }
    }

    deinit {
        zip_discard(handle)
    }

    /// Begins to read an entry.
    ///
    /// - Throws: ``ArchiveFailure``.
    package func open(_ entry: ZipEntry) throws -> ZipEntryReader {
        guard !entry.isEncrypted else { throw ArchiveFailure.encryptedEntry(name, entry: entry.path) }
        guard let file = zip_fopen_index(handle, UInt64(entry.index), 0) else {
            let error = zip_get_error(handle)
            if zip_error_code_zip(error) == ZIP_ER_COMPNOTSUPP {
                throw ArchiveFailure.unknownMethod(name, entry: entry.path)
            }
            let reason = String(cString: zip_error_strerror(error))
            throw ArchiveFailure.damagedEntry(name, entry: entry.path, reason: reason)
        }
        return ZipEntryReader(file, of: entry, in: self)
    }
}
