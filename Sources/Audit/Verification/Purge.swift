import Cryptography

/// The segments of one purge, and how the event tells of them that vouches for them.
struct Purge {
    /// The action of that event, which only the sealing writes.
    static let action = "audit.purged"

    private var segments = 0
    private var tree = MerkleTree()
    private var counts: [AuditClass: Int64] = [:]
    private var earliest = Int64.max
    private var latest = Int64.min
    private var sealedAt = Int64.min
    private(set) var first = Int64.max
    private(set) var last = Int64.min

    /// Adds the next segment, by their numbers.
    mutating func append(_ segment: AuditSegment) throws {
        segments += 1
        try tree.append(segment.computedHash())
        for `class` in AuditClass.allCases { counts[`class`, default: 0] += segment.count(of: `class`) }
        earliest = min(earliest, segment.earliest)
        latest = max(latest, segment.latest)
        sealedAt = max(sealedAt, segment.sealedAt)
        first = min(first, segment.first)
        last = max(last, segment.last)
    }

    /// Whether an event says of the purge exactly what its segments say.
    func isTold(by event: StoredEvent) throws -> Bool {
        let (access, control, proof) = (
            counts[.access, default: 0], counts[.control, default: 0], counts[.proof, default: 0]
        )
        let root = Hex.text(try tree.root())
        return event.class == AuditClass.proof.rawValue && event.object == "\(first)-\(last)"
            && event.detail == """
                {"segments":\(segments),"events":\(access + control + proof),"access":\(access),"control":\(control),\
                "proof":\(proof),"earliest_us":\(earliest),"latest_us":\(latest),"sealed_at_us":\(sealedAt),\
                "segments_root":"\(root)"}
                """
    }
}
