import Audit
import Cryptography
import FoundationEssentials
import Vocabulary

/// A chain in memory, made as the database makes one.
struct SampleChain {
    static let tenantID = UUID(uuid: (1, 2, 3, 4, 5, 6, 0x47, 8, 0x89, 10, 11, 12, 13, 14, 15, 16))
    /// 2027-03-01 00:00:00 UTC, in microseconds.
    static let start: Int64 = 1_803_859_200_000_000
    static let day: Int64 = 86_400_000_000

    private(set) var items: [AuditItem] = []
    private(set) var head = AuditHead.beginning

    let chain: AuditChain

    /// As many events, a day apart, whose classes take turns.
    init(_ count: Int, classes: [AuditClass] = AuditClass.allCases) throws {
        chain = AuditChain(database: try Identifier("socle"), tenantID: Self.tenantID)
        for number in 0..<count {
            try append(
                classes[number % classes.count], "test.done", object: "objet/\(number)", detail: "{\"é\":\(number)}",
                at: Self.start + Int64(number) * Self.day)
        }
    }

    mutating func append(
        _ class: AuditClass, _ action: String, object: String, detail: String, at time: Int64
    ) throws {
        var event = StoredEvent(
            tenantID: Self.tenantID, sequence: head.sequence + 1, occurredAt: time, class: `class`.rawValue,
            actor: "socle_provisioner", action: action, object: object, detail: detail, previous: head.sha256,
            sha256: [])
        event.sha256 = try event.computedHash()
        items.append(.event(event))
        head = AuditHead(sequence: event.sequence, sha256: event.sha256)
    }

    /// Puts segments in the place of runs of events, with the event that tells of them.
    mutating func seal(_ runs: [ClosedRange<Int64>], at time: Int64) throws {
        var segments: [AuditSegment] = []
        for run in runs {
            let events = items.compactMap { item -> StoredEvent? in
                if case .event(let event) = item, run.contains(event.sequence) { event } else { nil }
            }
            var tree = MerkleTree()
            for event in events { try tree.append(event.sha256) }
            func count(_ class: AuditClass) -> Int64 { Int64(events.count { $0.class == `class`.rawValue }) }
            segments.append(
                AuditSegment(
                    tenantID: Self.tenantID, first: run.lowerBound, last: run.upperBound, accessCount: count(.access),
                    controlCount: count(.control), proofCount: count(.proof),
                    earliest: events.map(\.occurredAt).min() ?? 0, latest: events.map(\.occurredAt).max() ?? 0,
                    previous: events.first?.previous ?? [], sha256: events.last?.sha256 ?? [],
                    merkleRoot: try tree.root(), sealedAt: time, proofSequence: head.sequence + 1))
        }
        items.removeAll { item in
            if case .event(let event) = item { runs.contains { $0.contains(event.sequence) } } else { false }
        }
        items += segments.map(AuditItem.segment)
        items.sort { $0.sequence < $1.sequence }
        let root = try segments.reduce(into: MerkleTree()) { try $0.append($1.computedHash()) }.root()
        func sum(_ part: (AuditSegment) -> Int64) -> Int64 { segments.map(part).reduce(0, +) }
        try append(
            .proof, "audit.purged", object: "\(runs[0].lowerBound)-\(runs[runs.count - 1].upperBound)",
            detail: """
                {"segments":\(segments.count),"events":\(sum { $0.last - $0.first + 1 }),\
                "access":\(sum(\.accessCount)),"control":\(sum(\.controlCount)),"proof":\(sum(\.proofCount)),\
                "earliest_us":\(segments.map(\.earliest).min() ?? 0),"latest_us":\(segments.map(\.latest).max() ?? 0),\
                "sealed_at_us":\(time),"segments_root":"\(Hex.text(root))"}
                """,
            at: time)
    }

    /// Changes one item; the rest and the head stay as they are.
    mutating func change(_ index: Int, _ body: (inout AuditItem) -> Void) {
        body(&items[index])
    }

    mutating func remove(_ range: Range<Int>) { items.removeSubrange(range) }

    func verdict(head: AuditHead?, anchors: [AnchoredHead]? = []) throws -> ChainVerdict {
        var verifier = ChainVerifier(chain, anchors: anchors)
        for item in items { try verifier.take(item) }
        return try verifier.finish(head: head)
    }

    func verdict(anchors: [AnchoredHead]? = []) throws -> ChainVerdict { try verdict(head: head, anchors: anchors) }
}

extension AuditItem {
    var sequence: Int64 {
        switch self {
        case .event(let event): event.sequence
        case .segment(let segment): segment.first
        }
    }

    var sha256: [UInt8] {
        switch self {
        case .event(let event): event.sha256
        case .segment(let segment): segment.sha256
        }
    }
}
