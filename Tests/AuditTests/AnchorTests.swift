import Audit
import Cryptography
import FoundationEssentials
import Testing
import Vocabulary

@Suite("Checkpoints of the audit")
struct AnchorTests {
    private static let chain = SampleChain.tenantID

    /// Lines of checkpoints of which each has one chain, signed by a key of fixed bytes.
    private static func lines(
        _ count: Int, seed: UInt8 = 7, times: (Int) -> Int64 = { Int64($0) * 1_000_000 }
    ) throws -> [[UInt8]] {
        let key = try key(seed)
        var previous = AuditHead.beginning.sha256
        return try (1...count).map { number in
            let head = AuditHead(sequence: Int64(10 * number), sha256: [UInt8](repeating: UInt8(number), count: 32))
            let anchor = AuditAnchor(
                number: number, anchoredAt: times(number), environment: .production, previous: previous,
                heads: [(AuditChain(database: try Identifier("socle"), tenantID: chain), head)])
            let line = Array(try anchor.line(signedBy: key).utf8)
            previous = try SHA256.hash(line)
            return line
        }
    }

    private static func key(_ seed: UInt8 = 7) throws -> SigningKey {
        try SigningKey(seed: SecretBytes(copying: [UInt8](repeating: seed, count: 32)))
    }

    private func verdict(
        _ lines: [[UInt8]], remembered: [AnchorVerifier.Remembered]? = nil, seeds: [UInt8] = [7]
    ) throws -> AnchorVerdict {
        var verifier = AnchorVerifier(keys: try seeds.map { try Self.key($0).verifyingKey })
        for (index, line) in lines.enumerated() {
            try verifier.take(line, file: "f", lineNumber: index + 1, isWhole: true)
        }
        return verifier.finish(remembered: remembered)
    }

    private func remembered(_ lines: [[UInt8]]) throws -> [AnchorVerifier.Remembered] {
        try lines.enumerated().map { .init(number: $0 + 1, sha256: try SHA256.hash($1), isDelivered: true) }
    }

    @Test("a line is laid out as docs/audit.md says, to the byte")
    func layout() throws {
        let line = String(decoding: try Self.lines(1)[0], as: UTF8.self)
        let value = """
            {"format":1,"number":1,"anchored_at_us":1000000,"environment":"production",\
            "key":"\(Hex.text(try Self.key().verifyingKey.bytes))",\
            "previous_sha256":"\(String(repeating: "0", count: 64))","heads":[{"database":"socle",\
            "tenant":"01020304-0506-4708-890a-0b0c0d0e0f10","sequence":10,\
            "sha256":"\(String(repeating: "01", count: 32))"}]}
            """
        let signature = Base64.text(try Self.key().sign(Array(value.utf8)))
        #expect(line == "{\"anchor\":\(value),\"signature\":\"\(signature)\"}")
    }

    @Test("checkpoints prove their heads, in whatever order and however often they come")
    func sound() throws {
        let lines = try Self.lines(4)
        for order in [lines, lines.reversed(), lines + lines] {
            let verdict = try verdict(order, remembered: remembered(lines))
            #expect(verdict.isSound && verdict.count == 4 && verdict.first == 1 && verdict.last == 4)
            #expect(verdict.lastAt == 4_000_000)
            let heads = try #require(verdict.heads.values.first)
            #expect(Set(heads.map(\.head.sequence)) == [10, 20, 30, 40] && heads.count == 4)
        }
        #expect(try verdict([]).isSound)
    }

    @Test("one bit flipped in every byte of every line is found, and proves nothing")
    func flips() throws {
        let lines = try Self.lines(3)
        let known = try remembered(lines)
        var count = 0
        for number in lines.indices {
            for byte in lines[number].indices {
                for bit in [0, 5] as [UInt8] {
                    var changed = lines
                    changed[number][byte] ^= 1 << bit
                    let alone = try verdict(changed)
                    #expect(!alone.isSound && alone.count == 2, "line \(number + 1), byte \(byte), bit \(bit)")
                    #expect(try !verdict(changed, remembered: known).isSound)
                    count += 1
                }
            }
        }
        print("audit: \(count) bits flipped, two in each byte of 3 checkpoints; all found")
    }

    @Test("lines that are missing, cut, moved, signed by another key or made twice are named")
    func faults() throws {
        let lines = try Self.lines(5)
        let known = try remembered(lines)
        #expect(try verdict([lines[0], lines[1], lines[4]]).faults == [.missing(3...4)])
        #expect(try verdict(Array(lines[2...])).faults == [.missing(1...2)])
        // That the end is missing only the base can tell.
        #expect(try verdict(Array(lines[..<3])).isSound)
        #expect(try verdict(Array(lines[..<3]), remembered: known).faults == [.missing(4...5)])
        #expect(try verdict([], remembered: known).faults == [.missing(1...5)])
        // What was not delivered yet is not missed.
        let pending = known.map {
            AnchorVerifier.Remembered(number: $0.number, sha256: $0.sha256, isDelivered: $0.number < 5)
        }
        #expect(try verdict(Array(lines[..<4]), remembered: pending).isSound)
        #expect(try verdict(lines, remembered: pending).isSound)
        // A base that was set back, and one whose rows were changed.
        #expect(try verdict(lines, remembered: Array(known[..<4])).faults == [.unknownToBase(5)])
        var other = known
        other[1] = .init(number: 2, sha256: known[2].sha256, isDelivered: true)
        #expect(try verdict(lines, remembered: other).faults == [.otherThanBase(2)])
        // Another key, which counts when it is trusted.
        let foreign = try Self.lines(5, seed: 8)
        #expect(try verdict(foreign).faults.first == .foreignKey(1, file: "f", line: 1))
        #expect(try verdict(foreign).heads.isEmpty)
        #expect(try verdict(foreign, seeds: [7, 8]).isSound)
        // A second history, signed by the right key.
        let second = try Self.lines(5) { Int64($0) * 2_000_000 }
        #expect(try verdict(lines + [second[2]]).faults == [.twice(3, file: "f", line: 6)])
        #expect(try verdict(Array(lines[..<2]) + second[2...]).faults == [.brokenLink(3)])
        #expect(try verdict(Self.lines(3) { 5 - Int64($0) }).faults == [.earlier(2), .earlier(3)])
        // A line that was cut, one with something behind it, and others that are none.
        for line in [
            Array(lines[0].dropLast()), lines[0] + [32], [], Array("{}".utf8), [0xFF, 0], lines[0] + lines[1],
        ] {
            #expect(try verdict([line]).faults == [.noCheckpoint(file: "f", line: 1)])
        }
        var verifier = AnchorVerifier(keys: [try Self.key().verifyingKey])
        try verifier.take(lines[0], file: "f", lineNumber: 1, isWhole: false)
        #expect(verifier.finish(remembered: nil).faults == [.noCheckpoint(file: "f", line: 1)])
    }

    @Test("a public key in PEM is read as it is written, and nothing else is")
    func pem() throws {
        let key = try Self.key().verifyingKey
        #expect(VerifyingKey(pem: key.pem) == key)
        #expect(VerifyingKey(pem: "# audit\n" + key.pem.split(separator: "\n").joined(separator: "\r\n")) == key)
        for text in [
            "", "-----BEGIN PUBLIC KEY-----", key.pem.replacing("MCow", with: "MCox"),
            key.pem.replacing("PUBLIC", with: "PRIVATE"),
        ] {
            #expect(VerifyingKey(pem: text) == nil)
        }
    }
}
