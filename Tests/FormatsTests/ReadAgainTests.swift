import Formats
import Testing

/// Records that are read again by where they begin.
@Suite("Records that are read again")
struct ReadAgainTests {
    private static let texts: [(name: String, bytes: [UInt8])] = {
        let usual = String(repeating: "9;k\n", count: 8)
        let rows = ["1;é\n", "2;y;z;u\n", "\"3\";\"zwei\nLinien\";w;v\n", "4;ç\n5;x;y;z\n", ""]
        let text = "a;b\n\(rows.joined(separator: usual))"
        return [
            ("utf-8", encode(text, as: .utf8, mark: true)),
            ("utf-16", encode(text, as: .utf16LittleEndian, mark: true)),
            ("windows-1252", encode(text, as: .windows1252)),
            ("crlf", Array(text.replacing("\n", with: "\r\n").utf8)),
            ("json", Array("{\"x\": [{\"a\": 1}, 2, {\"a\": 3}, \"é\", [5]]}".utf8)),
        ]
    }()

    @Test("are the very text that their rejects have, those between them passed over", arguments: texts)
    func same(_ name: String, _ bytes: [UInt8]) throws {
        let loading = try Loading(bytes, step: 7)
        try #require(loading.rejects.count == 3, "\(loading.rejects)")
        for chosen in [loading.rejects, [loading.rejects[1]], []] {
            var again: [String] = []
            try loading.plan.forEachRecord(of: TrickleSource(bytes, step: 5), at: chosen.map(\.byteOffset)) {
                #expect($0 == again.count)
                again.append($1)
            }
            #expect(again == chosen.map(\.rawLine))
        }
    }

    @Test("where none begins the source is another one")
    func changed() throws {
        let plan = try Loading("a;b\n1;2\n").plan
        let failure = #expect(throws: FormatFailure.self) {
            try plan.forEachRecord(of: TrickleSource(Array("a;b\n10;2\n".utf8), step: 5), at: [4, 8]) { _, _ in }
        }
        #expect(failure == .changedWhileRead("test.csv"))
    }
}
