import CZip

/// Gives the bytes of an entry, inflated and checked against their checksum at the end.
package final class ZipEntryReader {
    // Kept, since the entry is read out of it.
    private let archive: ZipArchive
    private let entry: ZipEntry
    private let file: OpaquePointer

    init(_ file: OpaquePointer, of entry: ZipEntry, in archive: ZipArchive) {
        self.file = file
        self.entry = entry
        self.archive = archive
    }

    deinit {
        zip_fclose(file)
    }

    /// Reads the next bytes; 0 at the end.
    ///
    /// - Throws: ``ArchiveFailure/damagedEntry(_:entry:reason:)``.
    package func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        guard let start = buffer.baseAddress, !buffer.isEmpty else { return 0 }
        let count = zip_fread(file, start, UInt64(buffer.count))
        guard count >= 0 else {
            let reason = String(cString: zip_error_strerror(zip_file_get_error(file)))
            throw ArchiveFailure.damagedEntry(archive.name, entry: entry.path, reason: reason)
        }
        return Int(count)
    }
}
