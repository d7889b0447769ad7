import Audit
import FoundationEssentials
import Testing
import Vocabulary

@Suite("Verification of a chain")
struct ChainVerifierTests {
    /// Thirteen years after the first event: the time of every class is over.
    private static let late = SampleChain.start + 4748 * SampleChain.day

    private func purged() throws -> SampleChain {
        var chain = try SampleChain(12)
        try chain.seal([1...3, 6...6], at: Self.late)
        try chain.append(.control, "test.done", object: "o", detail: "{}", at: Self.late + 1)
        return chain
    }

    private func anchor(_ chain: SampleChain, _ index: Int, number: Int = 1) -> AnchoredHead {
        AnchoredHead(
            anchor: number, head: AuditHead(sequence: chain.items[index].sequence, sha256: chain.items[index].sha256))
    }

    @Test("a chain is intact, and complete once it is anchored")
    func sound() throws {
        let chain = try SampleChain(12)
        let verdict = try chain.verdict()
        #expect(verdict.isSound && verdict.completeness == .neverAnchored)
        #expect(verdict.events == 12 && verdict.last == 12 && verdict.sealed == 0)
        let anchored = try chain.verdict(anchors: [anchor(chain, 11, number: 2), anchor(chain, 4)])
        #expect(anchored.isSound && anchored.completeness == .complete)
        #expect(anchored.anchored?.anchor == 2)
        #expect(try chain.verdict(anchors: nil).completeness == .notCompared)
        #expect(try SampleChain(0).verdict().isSound)
    }

    @Test("a chain whose old events are sealed is intact, and keeps its anchors")
    func sealed() throws {
        let whole = try SampleChain(12)
        let chain = try purged()
        let verdict = try chain.verdict(anchors: [anchor(whole, 1), anchor(whole, 2), anchor(whole, 5)])
        #expect(verdict.isSound && verdict.completeness == .complete)
        #expect(verdict.events == 10 && verdict.segments == 2 && verdict.sealed == 4 && verdict.last == 14)
        // Sealed again later, what told of the first purge stays.
        var twice = chain
        try twice.seal([4...5, 7...12], at: Self.late + 10)
        #expect(try twice.verdict().isSound)
    }

    @Test("one bit flipped in every byte of every column of every event, segment and head is found")
    func flips() throws {
        let chain = try purged()
        var count = 0
        for index in chain.items.indices {
            for flip in Flip.all(of: chain.items[index]) {
                var changed = chain
                changed.change(index) { $0 = flip.item }
                let verdict = try changed.verdict()
                #expect(!verdict.isIntact, "\(flip.column), byte \(flip.byte) of \(chain.items[index].sequence)")
                count += 1
            }
        }
        for byte in 0..<8 {
            let head = AuditHead(sequence: chain.head.sequence ^ (1 << (8 * byte)), sha256: chain.head.sha256)
            #expect(try chain.verdict(head: head).completeness == .incomplete)
            count += 1
        }
        for byte in 0..<32 {
            var sha256 = chain.head.sha256
            sha256[byte] ^= 0x10
            let head = AuditHead(sequence: chain.head.sequence, sha256: sha256)
            let verdict = try chain.verdict(head: head)
            #expect(verdict.missing.kept == [.otherHead(chain.head.sequence)])
            count += 1
        }
        print("audit: \(count) bits flipped, one in each byte of \(chain.items.count) rows and the head; all found")
    }

    @Test("what is missing, moved or cut is named by its number")
    func gaps() throws {
        var chain = try SampleChain(12)
        chain.remove(3..<5)
        #expect(try chain.verdict().integrity.kept == [.missing(4...5)])
        chain = try SampleChain(12)
        chain.remove(0..<1)
        #expect(try chain.verdict().integrity.kept == [.missing(1...1)])
        // A tail that is cut together with the head is seen through the anchor alone.
        chain = try SampleChain(12)
        let anchors = [anchor(chain, 11, number: 7), anchor(chain, 9, number: 6)]
        let cut = AuditHead(sequence: 10, sha256: chain.items[9].sha256)
        chain.remove(10..<12)
        #expect(try chain.verdict().missing.kept == [.missingEnd(11...12)])
        #expect(try chain.verdict(head: cut).isSound)
        #expect(try chain.verdict(head: cut, anchors: anchors).missing.kept == [.missingAnchored(12, anchor: 7)])
        #expect(try chain.verdict(head: nil).missing.kept == [.noHead(last: 10)])
        // An event that is put back under its segment.
        chain = try purged()
        let old = try SampleChain(12).items[1]
        var both = ChainVerifier(chain.chain, anchors: [])
        for item in chain.items.prefix(1) + [old] + chain.items.dropFirst() { try both.take(item) }
        #expect(try both.finish(head: chain.head).integrity.kept == [.misplaced(2)])
    }

    @Test("a chain that a superuser wrote anew is intact, and not the one that was anchored")
    func rewritten() throws {
        let chain = try SampleChain(12)
        let other = try SampleChain(12, classes: [.control])
        #expect(try other.verdict().isSound)
        let verdict = try other.verdict(anchors: [anchor(chain, 4, number: 3), anchor(chain, 11, number: 4)])
        #expect(verdict.isIntact && verdict.completeness == .incomplete)
        #expect(verdict.missing.kept == [.otherThanAnchored(5, anchor: 3), .otherThanAnchored(12, anchor: 4)])
    }

    @Test("segments must be vouched for, be true, and be of their time")
    func segments() throws {
        var chain = try purged()
        let telling = try #require(chain.items.firstIndex { $0.sequence == 13 })
        // Without the segments their event tells of nothing, and their places are empty.
        var bare = chain
        bare.remove(0..<1)
        #expect(try bare.verdict().integrity.kept == [.missing(1...3), .otherSegments(13)])
        // Without the event nothing tells of them.
        bare = chain
        bare.remove(telling..<telling + 1)
        #expect(try bare.verdict().integrity.kept == [.missing(13...13), .untoldSegment(1...6, proof: 13)])
        // Sealed a day too early: the second event is of the class control and eleven years old, the first of access.
        chain = try SampleChain(3, classes: [.access])
        var early = chain
        try early.seal([1...1], at: SampleChain.start + 365 * SampleChain.day - 1)
        #expect(try early.verdict().integrity.kept == [.sealedEarly(1...1)])
        try chain.seal([1...1], at: SampleChain.start + 367 * SampleChain.day)
        #expect(try chain.verdict().isSound)
        // Numbers that cannot be, as large as they come.
        for number in [Int64.max, .min, -1, 0] {
            var chain = try purged()
            chain.change(0) { item in
                guard case .segment(var segment) = item else { return }
                (segment.last, segment.accessCount, segment.sealedAt) = (number, number, number)
                item = .segment(segment)
            }
            #expect(try !chain.verdict().isIntact)
        }
    }

    @Test("numbers as large as they come are faults that can be told")
    func extremes() throws {
        for (first, last) in [(Int64.min, Int64.max), (.min, .min), (.max, .max), (1, .max), (.max, .min)] {
            var chain = try purged()
            chain.change(0) { item in
                guard case .segment(var segment) = item else { return }
                (segment.first, segment.last) = (first, last)
                item = .segment(segment)
            }
            let verdict = try chain.verdict()
            #expect(!verdict.isIntact)
            #expect(verdict.integrity.kept.allSatisfy { !"\($0)".isEmpty })
        }
        // An event at the last number there is, at the ends of time, and heads beyond and before all events.
        for head in [Int64.min, .max] {
            var chain = try SampleChain(3)
            chain.change(1) { item in
                guard case .event(var event) = item else { return }
                event.occurredAt = .max
                item = .event(event)
            }
            chain.change(2) { item in
                guard case .event(var event) = item else { return }
                (event.sequence, event.occurredAt) = (.max, .min)
                item = .event(event)
            }
            let verdict = try chain.verdict(head: AuditHead(sequence: head, sha256: []))
            #expect(
                verdict.integrity.kept
                    == [.changedEvent(2), .changedEvent(.max), .missing(3...Int64.max - 1)])
            #expect(verdict.missing.kept == [head < 0 ? .beyondHead(head + 1...Int64.max) : .otherHead(.max)])
            #expect(verdict.clockSteps.map(\.microseconds) == [.max])
            for fault in verdict.integrity.kept + verdict.missing.kept { #expect(!"\(fault)".isEmpty) }
        }
        for moment in [Int64.min, .max] { #expect(auditTime(moment).hasSuffix(moment < 0 ? ".775808Z" : ".775807Z")) }
    }

    @Test("each place where the clock went back is named, and is no fault")
    func clock() throws {
        var chain = try SampleChain(3)
        try chain.append(.control, "test.done", object: "o", detail: "{}", at: SampleChain.start)
        try chain.append(.control, "test.done", object: "o", detail: "{}", at: SampleChain.start + 5)
        try chain.append(.control, "test.done", object: "o", detail: "{}", at: SampleChain.start + 4)
        let verdict = try chain.verdict()
        #expect(verdict.isSound)
        #expect(verdict.clockSteps.map(\.sequence) == [4, 6])
        #expect(verdict.clockSteps.map(\.microseconds) == [2 * SampleChain.day, 1])
    }

    @Test("of a thousand faults a hundred are kept and all are counted")
    func many() throws {
        var chain = try SampleChain(1000)
        for index in 0..<1000 {
            chain.change(index) { item in
                guard case .event(var event) = item else { return }
                event.actor = "somebody"
                item = .event(event)
            }
        }
        let verdict = try chain.verdict()
        #expect(verdict.integrity.kept.count == 100 && verdict.integrity.count == 1000)
    }
}

/// One bit of an item that is other than it was.
private struct Flip {
    let column: String
    let byte: Int
    let item: AuditItem

    /// One for each byte of each column.
    static func all(of item: AuditItem) -> [Flip] {
        switch item {
        case .event(let event):
            identities(event, \.tenantID, AuditItem.event)
                + numbers(event, ["sequence": \.sequence, "occurred_at_us": \.occurredAt], AuditItem.event)
                + texts(
                    event,
                    [
                        "class": \.class, "actor": \.actor, "action": \.action, "object": \.object,
                        "detail": \.detail,
                    ], AuditItem.event)
                + hashes(event, ["previous_sha256": \.previous, "sha256": \.sha256], AuditItem.event)
        case .segment(let segment):
            identities(segment, \.tenantID, AuditItem.segment)
                + numbers(
                    segment,
                    [
                        "first_sequence": \.first, "last_sequence": \.last, "access_count": \.accessCount,
                        "control_count": \.controlCount, "proof_count": \.proofCount, "earliest_us": \.earliest,
                        "latest_us": \.latest, "sealed_at_us": \.sealedAt, "proof_sequence": \.proofSequence,
                    ], AuditItem.segment)
                + hashes(
                    segment,
                    ["previous_sha256": \.previous, "sha256": \.sha256, "merkle_root": \.merkleRoot],
                    AuditItem.segment)
        }
    }

    private static func identities<Row>(
        _ row: Row, _ column: WritableKeyPath<Row, UUID>, _ item: (Row) -> AuditItem
    ) -> [Flip] {
        (0..<16).map { byte in
            var new = row
            withUnsafeBytes(of: row[keyPath: column].uuid) { old in
                var bytes = Array(old)
                bytes[byte] ^= 1
                new[keyPath: column] = UUID(uuid: bytes.withUnsafeBytes { $0.loadUnaligned(as: uuid_t.self) })
            }
            return Flip(column: "tenant_id", byte: byte, item: item(new))
        }
    }

    private static func numbers<Row>(
        _ row: Row, _ columns: KeyValuePairs<String, WritableKeyPath<Row, Int64>>, _ item: (Row) -> AuditItem
    ) -> [Flip] {
        columns.flatMap { name, column in
            (0..<8).map { byte in
                var new = row
                new[keyPath: column] ^= 1 << (8 * byte)
                return Flip(column: name, byte: byte, item: item(new))
            }
        }
    }

    private static func texts<Row>(
        _ row: Row, _ columns: KeyValuePairs<String, WritableKeyPath<Row, String>>, _ item: (Row) -> AuditItem
    ) -> [Flip] {
        columns.flatMap { name, column in
            row[keyPath: column].utf8.indices.enumerated().map { byte, _ in
                var bytes = Array(row[keyPath: column].utf8)
                bytes[byte] ^= 1
                var new = row
                new[keyPath: column] = String(decoding: bytes, as: UTF8.self)
                return Flip(column: name, byte: byte, item: item(new))
            }
        }
    }

    private static func hashes<Row>(
        _ row: Row, _ columns: KeyValuePairs<String, WritableKeyPath<Row, [UInt8]>>, _ item: (Row) -> AuditItem
    ) -> [Flip] {
        columns.flatMap { name, column in
            row[keyPath: column].indices.map { byte in
                var new = row
                new[keyPath: column][byte] ^= 1
                return Flip(column: name, byte: byte, item: item(new))
            }
        }
    }
}
