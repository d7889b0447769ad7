/// Recognises content that is no text, by its first bytes.
enum BinaryContent {
    /// Says what the bytes seem to be.
    ///
    /// - Parameter head: the first bytes of the content, some kilobytes if there are as many.
    /// - Returns: a noun with its article, or nil for what may be a text.
    static func recognise(_ head: ByteSlice) -> String? {
        for (magic, offset, name) in magics where starts(head, with: magic, at: offset) {
            // A table may well begin with such letters; then no control character follows.
            let isWord = magic.allSatisfy { $0 > .space && $0 < 0x7F } && name != pdf && name != rtf
            if isWord, !head.contains(where: \.isStrayControl) { continue }
            return name == zip ? recogniseArchive(head) : name
        }
        return recogniseMarkup(head) ?? (hasTooManyControls(head) ? isDBase(head) ? dbf : "binary data" : nil)
    }

    /// Whether the content is a zip archive and not a document that is kept in one.
    static func isPlainArchive(_ head: ByteSlice) -> Bool {
        recognise(head) == zip
    }

    private static let zip = "a zip archive"
    private static let pdf = "a PDF document"
    private static let rtf = "an RTF document"
    private static let dbf = "a dBase table (.dbf)"
    private static let sas: [UInt8] =
        [UInt8](repeating: 0, count: 12) + [0xC2, 0xEA, 0x81, 0x60, 0xB3, 0x14, 0x11, 0xCF]

    /// What to do about content that seems to be something.
    static func advice(about seems: String) -> String? {
        func isOne(_ words: String...) -> Bool { words.contains { seems.contains($0) } }
        if isOne("HTML") { return "Look at the address: a server that answers with a page has not sent the file." }
        if isOne("Excel", "OpenDocument", "Office") { return "Save the sheet as «CSV UTF-8» and load that." }
        if isOne("archive") { return "Unpack it by hand and load what comes out." }
        if isOne(
            "database", "SQLite", "Parquet", "Arrow", "Feather", "SPSS", "Stata", "SAS", "data of R", "dBase", "dump")
        {
            return "Export its table as CSV, with the program that made it, and load that."
        }
        if isOne("shapefile") { return "Export it as CSV or GeoJSON, for example with ogr2ogr, and load that." }
        if isOne("UTF-32") { return "Save it as UTF-8 and load that." }
        return "Ask for the table as CSV or JSON."
    }

    private static let magics: [(magic: [UInt8], offset: Int, name: String)] = [
        ([0x50, 0x4B, 0x03, 0x04], 0, zip),
        ([0x50, 0x4B, 0x05, 0x06], 0, zip),
        ([0x1F, 0x8B], 0, "a gzip archive"),
        (Array("%PDF-".utf8), 0, pdf),
        ([0x89, 0x50, 0x4E, 0x47], 0, "a PNG image"),
        ([0xFF, 0xD8, 0xFF], 0, "a JPEG image"),
        (Array("GIF8".utf8), 0, "a GIF image"),
        ([0x49, 0x49, 0x2A, 0x00], 0, "a TIFF image"),
        ([0x4D, 0x4D, 0x00, 0x2A], 0, "a TIFF image"),
        ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], 0, "an Excel workbook of the old format (.xls)"),
        (Array("SQLite format 3\0".utf8), 0, "an SQLite or GeoPackage file"),
        (Array("PAR1".utf8), 0, "a Parquet file"),
        (Array("ARROW1".utf8), 0, "an Arrow file"),
        (Array("FEA1".utf8), 0, "a Feather file"),
        (Array("$FL2".utf8), 0, "an SPSS file"),
        (Array("<stata_dta>".utf8), 0, "a Stata file"),
        (sas, 0, "a SAS file"),
        (Array("RDX".utf8), 0, "data of R"),
        ([0x58, 0x0A, 0, 0, 0], 0, "data of R"),
        (Array("Standard Jet DB".utf8), 4, "an Access database"),
        (Array("Standard ACE DB".utf8), 4, "an Access database"),
        (Array("{\\rtf".utf8), 0, rtf),
        ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], 0, "a 7z archive"),
        (Array("Rar!".utf8), 0, "a RAR archive"),
        (Array("BZh".utf8), 0, "a bzip2 archive"),
        ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], 0, "an xz archive"),
        ([0x28, 0xB5, 0x2F, 0xFD], 0, "a zstd archive"),
        ([0x7F, 0x45, 0x4C, 0x46], 0, "a program"),
        (Array("ustar".utf8), 257, "a tar archive"),
        (Array("PGDMP".utf8), 0, "a PostgreSQL dump"),
        ([0x00, 0x00, 0x27, 0x0A, 0, 0, 0, 0], 0, "a shapefile"),
        ([0xFF, 0xFE, 0x00, 0x00], 0, "a text in UTF-32"),
        ([0x00, 0x00, 0xFE, 0xFF], 0, "a text in UTF-32"),
    ]

    /// A zip archive is a container: the names of its first members say for what.
    private static func recogniseArchive(_ head: ByteSlice) -> String {
        let kinds: [(String, String)] = [
            ("application/vnd.oasis.opendocument.spreadsheet", "an OpenDocument spreadsheet (.ods)"),
            ("application/vnd.oasis.opendocument", "an OpenDocument file"),
        ]
        for (kind, name) in kinds where contains(head, Array(kind.utf8)) { return name }
        let folders: [(String, String)] = [
            ("xl/", "an Excel workbook (.xlsx)"), ("word/", "a Word document (.docx)"),
            ("ppt/", "a PowerPoint presentation (.pptx)"),
        ]
        for (folder, name) in folders where hasMember(head, in: Array(folder.utf8)) { return name }
        // The content types come first in an Office file, compressed, before the name of its first part.
        return contains(head, Array("[Content_Types].xml".utf8)) ? "an Office document (.xlsx, .docx)" : zip
    }

    /// A server that answers with a page instead of the file is the commonest wrong download.
    private static func recogniseMarkup(_ head: ByteSlice) -> String? {
        var start = starts(head, with: [0xEF, 0xBB, 0xBF], at: 0) ? 3 : 0
        while start < head.count, head[start] <= .space, head[start] > 0 { start += 1 }
        let opening = head.part(start, min(head.count, start + 16)).map(\.lowercased)
        for (mark, name) in [
            ("<!doctype html", "an HTML page"), ("<html", "an HTML page"), ("<?xml", "an XML document"),
            ("<table", "an HTML page"), ("<head", "an HTML page"), ("<body", "an HTML page"),
            ("<meta ", "an HTML page"),
        ]
        where opening.starts(with: mark.utf8) {
            return name
        }
        return nil
    }

    /// A version, a date of the last change, the length of the header, and zeros where they must be.
    private static func isDBase(_ head: ByteSlice) -> Bool {
        guard head.count > 32, [0x03, 0x30, 0x83, 0x8B, 0xF5].contains(head[0]) else { return false }
        return (1...12).contains(head[2]) && (1...31).contains(head[3]) && head[12] == 0 && head[13] == 0
            && Int(head[8]) + Int(head[9]) << 8 > 32
    }

    /// One stray NUL makes a bad row; one in a hundred bytes makes no text.
    private static func hasTooManyControls(_ head: ByteSlice) -> Bool {
        let stray = head.reduce(0) { $0 + ($1.isStrayControl ? 1 : 0) }
        return stray * 100 > head.count && stray >= 8 || stray * 3 > head.count
    }

    private static func starts(_ head: ByteSlice, with magic: [UInt8], at offset: Int) -> Bool {
        head.count >= offset + magic.count && head[offset..<offset + magic.count].elementsEqual(magic)
    }

    /// Whether a member of an archive lies in a folder; packed bytes may hold any three letters by accident.
    private static func hasMember(_ head: ByteSlice, in folder: [UInt8]) -> Bool {
        let nameOffset = 30
        guard head.count >= nameOffset + folder.count else { return false }
        return (0...head.count - nameOffset - folder.count).contains { start in
            starts(head, with: [0x50, 0x4B, 0x03, 0x04], at: start)
                && starts(head, with: folder, at: start + nameOffset)
        }
    }

    private static func contains(_ head: ByteSlice, _ wanted: [UInt8]) -> Bool {
        guard head.count >= wanted.count else { return false }
        return (0...head.count - wanted.count).contains { starts(head, with: wanted, at: $0) }
    }
}
