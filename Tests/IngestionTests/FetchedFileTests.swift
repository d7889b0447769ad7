import Formats
import Glibc
import Testing
import Vocabulary

@testable import Ingestion

/// What can be read only once is kept in a file of ours, up to a limit.
@Suite struct FetchedFileTests {
    /// Gives a pipe from which so many bytes can be read.
    private func take(_ count: Int, limit: Int64) throws -> any ByteSource {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        defer { close(ends[0]) }
        let bytes = [UInt8](repeating: UInt8(ascii: "a"), count: count)
        try #require(write(ends[1], bytes, count) == count)
        close(ends[1])
        return try FetchedFile.takeStandardInput(from: ends[0], limit: ByteCount(bytes: limit))
    }

    @Test("a pipe is taken to its end, and can be read again and again")
    func taken() throws {
        let source = try take(1000, limit: 1000)
        for _ in 0..<2 { #expect(try Content(of: source).byteCount == 1000) }
        #expect(source.name == "standard input")
    }

    @Test("more than the limit is refused, and nothing is left of it")
    func bounded() throws {
        #expect(throws: LoadFailure.self) { try take(1001, limit: 1000) }
        #expect(try take(0, limit: 1000).name == "standard input")
    }

    @Test("a dash is standard input, a scheme an address, the rest a file")
    func names() throws {
        #expect("\(try Origin("-"))" == "standard input")
        #expect(throws: FormatFailure.fileNotFound("./-")) { try Origin("./-").open() }
    }
}
