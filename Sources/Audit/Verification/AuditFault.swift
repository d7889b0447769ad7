/// Something in a chain that is not as it was written.
package enum AuditFault: Hashable, Sendable {
    /// Its columns have another hash than the one stored with it.
    case changedEvent(Int64)
    /// It does not carry the hash of what stands before it.
    case brokenLink(Int64)
    case missing(ClosedRange<Int64>)
    /// It stands where a segment or another event already is.
    case misplaced(Int64)
    /// A segment's numbers cannot all be true.
    case impossibleSegment(ClosedRange<Int64>)
    /// A segment was sealed while the time of its events was not over.
    case sealedEarly(ClosedRange<Int64>)
    /// No event tells of a segment.
    case untoldSegment(ClosedRange<Int64>, proof: Int64)
    /// An event tells of a purge otherwise than its segments do.
    case otherSegments(Int64)

    // Completeness

    /// The chain has no head.
    case noHead(last: Int64)
    /// The head names events after the last one that is there.
    case missingEnd(ClosedRange<Int64>)
    /// There are events after the one that the head names.
    case beyondHead(ClosedRange<Int64>)
    /// The head has another hash than the event that it names.
    case otherHead(Int64)
    /// An event that was anchored has another hash than then.
    case otherThanAnchored(Int64, anchor: Int)
    /// An event that was anchored is not there.
    case missingAnchored(Int64, anchor: Int)

    /// The number of the event or segment at which it shows.
    package var sequence: Int64 {
        switch self {
        case .changedEvent(let sequence), .brokenLink(let sequence), .misplaced(let sequence),
            .otherSegments(let sequence), .otherHead(let sequence), .otherThanAnchored(let sequence, _),
            .missingAnchored(let sequence, _), .noHead(let sequence):
            sequence
        case .missing(let range), .impossibleSegment(let range), .sealedEarly(let range),
            .untoldSegment(let range, _), .missingEnd(let range), .beyondHead(let range):
            range.lowerBound
        }
    }
}

extension AuditFault: CustomStringConvertible {
    package var description: String {
        switch self {
        case .changedEvent(let sequence): "event \(sequence) is not what its hash says"
        case .brokenLink(let sequence): "event \(sequence) does not follow the one before it"
        case .missing(let range): "\(events(range)) missing"
        case .misplaced(let sequence): "event \(sequence) stands where something else is already"
        case .impossibleSegment(let range): "the segment of \(numbers(range)) contradicts itself"
        case .sealedEarly(let range): "the segment of \(numbers(range)) was sealed before its time"
        case .untoldSegment(let range, let proof):
            "the segment of \(numbers(range)) is not vouched for: event \(proof) tells of no purge"
        case .otherSegments(let sequence): "event \(sequence) tells of a purge otherwise than the segments do"
        case .noHead: "the chain has no head"
        case .missingEnd(let range): "\(events(range)) missing at the end"
        case .beyondHead(let range): "\(events(range)) after the head"
        case .otherHead(let sequence): "the head has another hash than event \(sequence)"
        case .otherThanAnchored(let sequence, let anchor):
            "event \(sequence) has another hash than checkpoint \(anchor) says"
        case .missingAnchored(let sequence, let anchor): "event \(sequence) of checkpoint \(anchor) is missing"
        }
    }

    private func events(_ range: ClosedRange<Int64>) -> String {
        isOne(range) ? "event \(range.lowerBound) is" : "events \(numbers(range)) are"
    }

    /// Whether a range is of one number; what a superuser wrote may have more than can be counted.
    private func isOne(_ range: ClosedRange<Int64>) -> Bool { range.lowerBound == range.upperBound }

    private func numbers(_ range: ClosedRange<Int64>) -> String {
        isOne(range) ? "\(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
    }
}
