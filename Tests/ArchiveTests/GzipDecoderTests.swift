import Archive
import ArchiveSamples
import Testing

@Suite("Gzip")
struct GzipDecoderTests {
    private static let text = Array(String(repeating: "commune;population\n01004;14134\n", count: 3000).utf8)

    @Test("data comes back, however little is given and taken at a time", arguments: [1, 7, 4096, 1 << 20])
    func pieces(step: Int) throws {
        for bytes in [[], [7], Self.text] {
            #expect(try decode(GzipSample.member(bytes), step: step) == bytes)
        }
    }

    @Test("members follow one another, and zeros may fill the last block")
    func members() throws {
        let two =
            GzipSample.member(Array("a;b\n".utf8)) + GzipSample.member([]) + GzipSample.member(Array("1;2\n".utf8))
        #expect(try decode(two, step: 3) == Array("a;b\n1;2\n".utf8))
        #expect(try decode(two + [0, 0, 0], step: 3) == Array("a;b\n1;2\n".utf8))
    }

    @Test("what follows the last member is refused and not left out", arguments: [[65], [0, 0, 65]] as [[UInt8]])
    func trailing(rest: [UInt8]) {
        #expect(throws: ArchiveFailure.bytesBehindGzip("x.gz")) {
            try decode(GzipSample.member(Array("a".utf8)) + rest, step: 4096)
        }
    }

    @Test("data that is cut anywhere is refused")
    func truncated() {
        let whole = GzipSample.member(Array("a;b\n1;2\n".utf8))
        for length in 0..<whole.count {
            #expect(throws: ArchiveFailure.truncatedGzip("x.gz")) {
                try decode(Array(whole[..<length]), step: 4096)
            }
        }
    }

    @Test("a changed bit in the data or its checksum is noticed")
    func damaged() {
        let whole = GzipSample.member(Self.text)
        var noticed = 0
        // Behind the header, whose time and system mean nothing here.
        for place in 10..<whole.count {
            var changed = whole
            changed[place] ^= 1 << (place % 8)
            if (try? decode(changed, step: 4096)) == nil { noticed += 1 }
        }
        print("gzip: \(noticed) of \(whole.count - 10) changed bits noticed")
        #expect(noticed == whole.count - 10)
    }

    private func decode(_ bytes: [UInt8], step: Int) throws -> [UInt8] {
        var decoder = try GzipDecoder(name: "x.gz")
        var output: [UInt8] = []
        var place = 0
        var piece = [UInt8](repeating: 0, count: step)
        while true {
            let end = min(bytes.count, place + step)
            let progress = try bytes[place..<end].withUnsafeBytes { input in
                try piece.withUnsafeMutableBytes { try decoder.decode(input, into: $0) }
            }
            output += piece[..<progress.written]
            place += progress.taken
            if place == bytes.count, progress.written < step { break }
        }
        try decoder.finish()
        return output
    }
}
