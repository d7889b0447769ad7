import Archive

/// A file of a zip archive, given on inflated.
final class ZipEntrySource: ByteSource {
    /// The archive's name and the entry's path, as people write both: `ventes.zip/2024/ventes.csv`.
    let name: String
    private let entry: ZipEntry
    private let archive: ZipArchive
    // Read through the archive; asked whether it is still as it was.
    private let file: any FileBackedSource
    private var expansion: Expansion
    private var reader: ZipEntryReader?
    private var given = 0

    init(_ entry: ZipEntry, of archive: ZipArchive, in file: any FileBackedSource, limits: FormatLimits) {
        name = "\(archive.name)/\(entry.path)"
        self.entry = entry
        self.archive = archive
        self.file = file
        expansion = Expansion(name, limits)
    }

    func rewind() throws {
        reader = nil
        given = 0
        expansion.restart()
        // Every byte of the archive may count for the entry: the ratio is that of the whole.
        try expansion.add(taken: file.byteCount, given: 0)
        try file.checkUnchanged()
    }

    /// How far the archive is used, as if it held nothing but this entry and that were packed evenly.
    private var position: Int {
        Int(Double(file.byteCount) * Double(given) / Double(max(entry.byteCount, given, 1)))
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let reader = try self.reader ?? archive.open(entry)
        self.reader = reader
        // What is read of the archive meanwhile is not told, and asking costs nothing beside inflating.
        try file.checkUnchanged()
        let count = try reader.read(into: buffer)
        if count == 0 { try file.checkUnchanged() }
        try expansion.add(taken: 0, given: count)
        given += count
        file.tell(position: count == 0 ? file.byteCount : position)
        return count
    }
}
