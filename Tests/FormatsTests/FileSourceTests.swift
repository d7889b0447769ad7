import ArchiveSamples
import Formats
import FoundationEssentials
import Glibc
import Testing

/// A file that somebody writes to while it is read is known for it long before its end.
@Suite struct FileSourceTests {
    private func withFile(_ bytes: [UInt8], _ body: (FileSource) throws -> Void) throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "socle-\(UUID().uuidString)").path()
        try Data(bytes).write(to: URL(filePath: path))
        defer { unlink(path) }
        try body(FileSource(path: path, name: "x.csv"))
    }

    /// Adds a byte to a file that is open elsewhere.
    private func change(_ file: FileSource) throws {
        let descriptor = open(file.path, O_WRONLY | O_APPEND | O_CLOEXEC)
        try #require(descriptor >= 0)
        defer { close(descriptor) }
        try #require(write(descriptor, "1", 1) == 1)
    }

    /// Reads on until the end, or until the change is found.
    ///
    /// - Returns: the bytes that were read behind the change.
    private func readOn(_ source: any ByteSource) -> (count: Int, isRefused: Bool) {
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        var total = 0
        while true {
            do {
                let count = try buffer.withUnsafeMutableBytes { try source.read(into: $0) }
                if count == 0 { return (total, false) }
                total += count
            } catch {
                return (total, error as? FormatFailure == .changedWhileRead("x.csv"))
            }
        }
    }

    @Test("a change is found within a megabyte")
    func plain() throws {
        try withFile([UInt8](repeating: UInt8(ascii: "a"), count: 8 << 20)) { file in
            var buffer = [UInt8](repeating: 0, count: 64 * 1024)
            _ = try buffer.withUnsafeMutableBytes { try file.read(into: $0) }
            try change(file)
            let found = readOn(file)
            #expect(found.isRefused && found.count <= 1 << 20)
        }
    }

    @Test("a change of an archive is found with the next bytes of its file")
    func archive() throws {
        let entry = ZipSample.Entry("a.csv", String(repeating: "abcdefgh;ijkl\n", count: 200_000))
        try withFile(ZipSample([entry]).bytes) { file in
            let opened = try OpenedSource(file).source
            var buffer = [UInt8](repeating: 0, count: 64 * 1024)
            _ = try buffer.withUnsafeMutableBytes { try opened.read(into: $0) }
            try change(file)
            let found = readOn(opened)
            #expect(found.isRefused && found.count == 0)
        }
    }

    @Test("a file that stays as it is is read to its end")
    func unchanged() throws {
        try withFile([UInt8](repeating: UInt8(ascii: "a"), count: 3 << 20)) { file in
            #expect(readOn(file) == (3 << 20, false))
        }
    }
}
