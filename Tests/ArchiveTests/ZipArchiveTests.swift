import Archive
import ArchiveSamples
import Glibc
import Testing
import Vocabulary

@Suite("Zip archives")
struct ZipArchiveTests {
    private static let sample = ZipSample([
        .init("folder/", ""), .init("folder/a.csv", "a;b\n1;2\n"), .init("../../etc/passwd", "x"),
    ])

    @Test("entries are named and read")
    func entries() throws {
        try withArchive(Self.sample.bytes) { archive in
            #expect(archive.entries.map(\.path) == ["folder/", "folder/a.csv", "../../etc/passwd"])
            #expect(archive.entries.map(\.isDirectory) == [true, false, false])
            #expect(archive.entries.map(\.name) == ["folder", "a.csv", "passwd"])
            try #expect(content(of: archive.entries[1], in: archive) == "a;b\n1;2\n")
            try #expect(content(of: archive.entries[1], in: archive) == "a;b\n1;2\n")
        }
    }

    @Test("a wrong checksum is noticed at the end")
    func checksum() throws {
        var sample = Self.sample
        sample.entries[1].checksum = 7
        try withArchive(sample.bytes) { archive in
            let failure = #expect(throws: ArchiveFailure.self) { try content(of: archive.entries[1], in: archive) }
            #expect(failure?.code.text == "ARC205")
        }
    }

    @Test("an encrypted entry and an unknown method are named")
    func unreadable() throws {
        var sample = Self.sample
        sample.entries[1].flags = 1
        sample.entries[2].method = 77
        try withArchive(sample.bytes) { archive in
            #expect(archive.entries[1].isEncrypted)
            #expect(throws: ArchiveFailure.encryptedEntry("x.zip", entry: "folder/a.csv")) {
                _ = try archive.open(archive.entries[1])
            }
            #expect(throws: ArchiveFailure.unknownMethod("x.zip", entry: "../../etc/passwd")) {
                _ = try archive.open(archive.entries[2])
            }
        }
    }

    @Test("an archive that claims too many entries is refused before there is room made for them")
    func claims() {
        var sample = Self.sample
        sample.claimedEntries = 60_000
        #expect(throws: ArchiveFailure.tooManyEntries("x.zip", count: 60_000, limit: ZipArchive.mostEntries)) {
            try withArchive(sample.bytes) { _ in }
        }
    }

    @Test("an archive that is cut anywhere is refused, or its entries are")
    func truncated() {
        let whole = Self.sample.bytes
        for length in 0..<whole.count {
            #expect(throws: ArchiveFailure.self) {
                try withArchive(Array(whole[..<length])) { archive in
                    for entry in archive.entries { _ = try content(of: entry, in: archive) }
                }
            }
        }
    }

    private func content(of entry: ZipEntry, in archive: ZipArchive) throws -> String {
        let reader = try archive.open(entry)
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 3)
        while true {
            let count = try piece.withUnsafeMutableBytes { try reader.read(into: $0) }
            if count == 0 { break }
            bytes += piece[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func withArchive(_ bytes: [UInt8], _ body: (ZipArchive) throws -> Void) throws {
        let path = "/tmp/socle-archive-\(UInt64.random(in: 0...UInt64.max))"
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        unlink(path)
        defer { close(descriptor) }
        let written = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        try #require(written == bytes.count)
        try body(try ZipArchive(path: "/proc/self/fd/\(descriptor)", name: "x.zip"))
    }
}
