import Archive
import Vocabulary

/// Which file of an archive holds the table.
struct EntryChoice {
    private let files: [ZipEntry]
    private let archive: String

    init(_ entries: [ZipEntry], of archive: String) {
        // Folders, and what a Mac adds for itself, hold no rows.
        files = entries.filter {
            !$0.isDirectory && !$0.path.hasPrefix("__MACOSX/") && !($0.name.hasPrefix(".") && !$0.name.hasPrefix(".."))
        }
        self.archive = archive
    }

    /// The endings of files that hold rows.
    private static let endings: Set<String> = [
        "csv", "tsv", "tab", "psv", "txt", "dat", "json", "jsonl", "ndjson", "geojson", "gz",
    ]

    /// The first words of the names of texts that tell of the other files.
    private static let notes: Set<String> = [
        "readme", "read", "lisezmoi", "lisez", "licence", "license", "copyright", "notice", "changelog",
    ]

    /// - Parameter wanted: a path, in which `*` stands for any characters; the only file, or the only one that
    ///   can hold rows and is no note about others, when nil.
    /// - Throws: ``FormatFailure/entryMissing(_:entry:known:)``, ``FormatFailure/severalEntries(_:entries:)``.
    func choose(_ wanted: String?) throws -> ZipEntry {
        let matches: [ZipEntry]
        if let wanted {
            matches = files.filter { Self.matches($0.path, wanted) }
        } else if files.count == 1 {
            matches = files
        } else {
            let tables = files.filter { Self.endings.contains(Self.ending(of: $0.name)) }
            let others = tables.filter { !Self.isNote($0.name) }
            matches = others.isEmpty ? tables : others
        }
        guard let first = matches.first else {
            throw FormatFailure.entryMissing(archive, entry: wanted, known: files.map(\.path))
        }
        if let unsafe = matches.first(where: { Self.isUnsafe($0.path) }) {
            throw FormatFailure.unsafeEntry(archive, entry: unsafe.path)
        }
        guard matches.count == 1 else { throw FormatFailure.severalEntries(archive, entries: matches.map(\.path)) }
        return first
    }

    /// Whether a path would lead out of the folder that an archive is unpacked in, which no honest one does.
    private static func isUnsafe(_ path: String) -> Bool {
        path.hasPrefix("/") || path.contains(":\\")
            || path.split(whereSeparator: { $0 == "/" || $0 == "\\" }).contains("..")
    }

    private static func isNote(_ name: String) -> Bool {
        guard ending(of: name) == "txt" else { return false }
        return notes.contains(name.prefix { $0.isLetter }.lowercased())
    }

    private static func ending(of name: String) -> String {
        name.lastIndex(of: ".").map { name[name.index(after: $0)...].lowercased() } ?? ""
    }

    /// Whether a path is what a pattern describes.
    static func matches(_ path: String, _ pattern: String) -> Bool {
        let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
        guard parts.count > 1, let first = parts.first, let last = parts.last else { return path == pattern }
        guard path.hasPrefix(first), path.hasSuffix(last), path.count >= first.count + last.count else { return false }
        var rest = path.dropFirst(first.count).dropLast(last.count)
        for part in parts.dropFirst().dropLast() {
            guard let found = rest.firstRange(of: part) else { return false }
            rest = rest[found.upperBound...]
        }
        return true
    }
}
