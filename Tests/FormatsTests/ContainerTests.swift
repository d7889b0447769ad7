import Archive
import ArchiveSamples
import Formats
import FoundationEssentials
import Glibc
import Testing
import Vocabulary

@Suite("Containers")
struct ContainerTests {
    private static let rows = "a;b\n1;2\n"

    @Test("gzip is taken off, and read through again")
    func gzip() throws {
        let opened = try OpenedSource(MemorySource(GzipSample.member(Array(Self.rows.utf8)), name: "x.csv.gz"))
        #expect(opened.containers == [.gzip])
        for _ in 0..<2 {
            try opened.source.rewind()
            try #expect(text(of: opened.source) == Self.rows)
        }
    }

    @Test(
        "a file whose path leads out of the archive is not read",
        arguments: ["../../etc/passwd.csv", "/etc/x.csv", "..\\x.csv", "C:\\x.csv", "a/../../b.csv"])
    func traversal(_ path: String) throws {
        try withArchive([ZipSample.Entry(path, Self.rows)]) { file in
            let failure = #expect(throws: FormatFailure.self) { _ = try OpenedSource(file) }
            #expect(failure?.code == "FMT113")
        }
        try withArchive([ZipSample.Entry("a..b/c...csv", Self.rows)]) { file in
            try #expect(text(of: OpenedSource(file).source) == Self.rows)
        }
    }

    @Test("the one file of an archive that can hold rows is found, also packed once more")
    func zip() throws {
        let names = ["a.csv", "LISEZMOI.pdf", "__MACOSX/a.csv", "folder/.hidden.csv"]
        try withArchive(names.map { ZipSample.Entry($0, Self.rows) }) { file in
            let opened = try OpenedSource(file)
            #expect(opened.containers == [.zip(entry: "a.csv")])
            #expect(opened.source.name == "x.zip/a.csv")
            try #expect(text(of: opened.source) == Self.rows)
        }
        var entry = ZipSample.Entry("b.csv.gz", "")
        entry.content = GzipSample.member(Array(Self.rows.utf8))
        try withArchive([entry]) { file in
            let opened = try OpenedSource(file)
            #expect(opened.containers == [.zip(entry: "b.csv.gz"), .gzip])
            try #expect(text(of: opened.source) == Self.rows)
        }
    }

    @Test("a text that tells of the other files is not the one that is meant, unless there is no other")
    func notes() throws {
        for note in ["LISEZMOI.txt", "lisez-moi.txt", "README_FR.txt", "doc/Licence 2.0.TXT"] {
            try withArchive([note, "a.csv"].map { ZipSample.Entry($0, Self.rows) }) { file in
                try #expect(OpenedSource(file).containers == [.zip(entry: "a.csv")])
            }
            try withArchive([note, "x.pdf"].map { ZipSample.Entry($0, Self.rows) }) { file in
                try #expect(OpenedSource(file).containers == [.zip(entry: note)])
            }
        }
        try withArchive(["notices.txt", "a.csv"].map { ZipSample.Entry($0, Self.rows) }) { file in
            #expect(throws: FormatFailure.severalEntries("x.zip", entries: ["notices.txt", "a.csv"])) {
                try OpenedSource(file)
            }
        }
    }

    @Test("of several files the one that is meant must be named, by its path or a pattern")
    func choice() throws {
        let entries = ["a.csv", "b/2024-01.csv"].map { ZipSample.Entry($0, Self.rows) }
        try withArchive(entries) { file in
            #expect(throws: FormatFailure.severalEntries("x.zip", entries: ["a.csv", "b/2024-01.csv"])) {
                try OpenedSource(file)
            }
            #expect(throws: FormatFailure.entryMissing("x.zip", entry: "c", known: ["a.csv", "b/2024-01.csv"])) {
                try OpenedSource(file, entry: "c")
            }
            try #expect(OpenedSource(file, entry: "a.csv").containers == [.zip(entry: "a.csv")])
            try #expect(OpenedSource(file, entry: "b/*.csv").containers == [.zip(entry: "b/*.csv")])
            try #expect(OpenedSource(file, declared: [.zip(entry: "a*")]).source.name == "x.zip/a.csv")
            #expect(throws: FormatFailure.self) { try OpenedSource(file, declared: [.gzip]) }
        }
    }

    @Test("a compressed table is read as it is without its container, by a plan that says so")
    func table() throws {
        let bytes = GzipSample.member(Array("code;nom\n01;Ain\n2A;Corse\n".utf8))
        let loading = try Loading(bytes)
        #expect(loading.plan.containers == [.gzip])
        #expect(loading.rows == [["01", "Ain"], ["2A", "Corse"]])
        let again = try JSONDecoder().decode(SourcePlan.self, from: Data(loading.plan.json.description.utf8))
        #expect(again == loading.plan)
    }

    @Test("what only begins like an archive is named")
    func damaged() {
        let failures: [([UInt8], FailureCode)] = [([0x50, 0x4B, 3, 4, 20], "FMT109"), ([0x1F, 0x8B, 8], "ARC102")]
        for (bytes, code) in failures {
            let failure = #expect(throws: (any Error).self) { try Loading(bytes) }
            #expect((failure as? any Failure)?.code == code)
        }
    }

    @Test("data that grows beyond the limits is refused while it grows")
    func bomb() throws {
        var limits = FormatLimits()
        limits.freeExpansion = 100_000
        let dense = GzipSample.member([UInt8](repeating: 65, count: 1_000_000))
        let failure = #expect(throws: FormatFailure.self) {
            try text(of: OpenedSource(MemorySource(dense, name: "x"), limits: limits).source)
        }
        #expect(failure?.code.text == "FMT107")
        // The same data within the free size is nothing to be afraid of.
        try #expect(text(of: OpenedSource(MemorySource(dense, name: "x")).source).utf8.count == 1_000_000)
        limits = FormatLimits()
        limits.expandedBytes = 999_999
        #expect(throws: FormatFailure.self) {
            try text(of: OpenedSource(MemorySource(dense, name: "x"), limits: limits).source)
        }
    }

    @Test("archives within archives within archives are refused")
    func depth() throws {
        var bytes = Array(Self.rows.utf8)
        for _ in 0..<3 { bytes = GzipSample.member(bytes) }
        #expect(throws: FormatFailure.nestedTooDeep("x", limit: 2)) {
            try OpenedSource(MemorySource(bytes, name: "x"))
        }
        var inner = ZipSample.Entry("b.zip", "")
        inner.content = ZipSample([.init("a.csv", Self.rows)]).bytes
        try withArchive([inner]) { file in
            #expect(throws: FormatFailure.zipWithinStream("x.zip")) { try OpenedSource(file) }
        }
    }

    @Test(
        "patterns",
        arguments: [
            ("a.csv", "a.csv", true), ("a.csv", "*", true), ("x/a.csv", "*.csv", true), ("ab", "a*b", true),
            ("a", "a*a", false), ("x_1_y_2_z", "x*1*2*z", true), ("x_2_1_z", "x*1*2*z", false),
        ])
    func patterns(path: String, pattern: String, isMatch: Bool) throws {
        try withArchive([ZipSample.Entry(path, Self.rows)]) { file in
            #expect(((try? OpenedSource(file, entry: pattern)) != nil) == isMatch)
        }
    }

    private func text(of source: any ByteSource) throws -> String {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = try piece.withUnsafeMutableBytes { try source.read(into: $0) }
            if count == 0 { return String(decoding: bytes, as: UTF8.self) }
            bytes += piece[..<count]
        }
    }

    @Test("who watches the file of an archive sees how far the entry has been read")
    func watched() throws {
        let text = String(repeating: "a;b\n1;2\n", count: 2000)
        try withArchive([ZipSample.Entry("a.csv", text)]) { source in
            let file = try #require(source as? FileSource)
            var positions: [Int] = []
            file.didRead = { positions.append($0) }
            let opened = try OpenedSource(source)
            positions = []
            #expect(try self.text(of: opened.source) == text)
            #expect(positions == positions.sorted() && Set(positions).count > 3, "\(positions)")
            #expect(positions.last == source.byteCount && positions.allSatisfy { $0 > 0 })
        }
    }

    private func withArchive(_ entries: [ZipSample.Entry], _ body: (any FileBackedSource) throws -> Void) throws {
        let path = "/tmp/socle-container-\(UInt64.random(in: 0...UInt64.max))"
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        defer { close(descriptor) }
        let bytes = ZipSample(entries).bytes
        let written = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        try #require(written == bytes.count)
        let source = try FileSource(path: path, name: "x.zip")
        unlink(path)
        try body(source)
    }
}
