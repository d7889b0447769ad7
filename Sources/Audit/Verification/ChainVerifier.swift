import Cryptography
import FoundationEssentials

/// Goes along a chain once and says what is not as it was written.
///
/// It computes every hash itself and needs memory for open purges and anchored
/// heads only, whatever the number of events. It asks neither server nor file.
package struct ChainVerifier {
    private var verdict: ChainVerdict
    /// What stands last, as it is stored.
    private var end = AuditHead.beginning
    private var lastTime = Int64.min
    /// Heads that were anchored, by their numbers, of which the first are already found.
    private let anchors: [AnchoredHead]
    private var nextAnchor = 0
    /// Segments that no event has vouched for yet, by the event that is to.
    private var purges: [Int64: Purge] = [:]

    /// - Parameter anchors: the chain's heads as checkpoints have them, in any order; nil when there are
    ///   checkpoints that are not at hand.
    package init(_ chain: AuditChain, anchors: [AnchoredHead]?) {
        verdict = ChainVerdict(chain: chain)
        verdict.isCompared = anchors != nil
        let anchors = anchors ?? []
        verdict.anchored = anchors.max { $0.anchor < $1.anchor }
        self.anchors = anchors.sorted { ($0.head.sequence, $0.anchor) < ($1.head.sequence, $1.anchor) }
    }

    /// Takes what stands next.
    package mutating func take(_ item: AuditItem) throws {
        switch item {
        case .event(let event): try take(event)
        case .segment(let segment): try take(segment)
        }
    }

    private mutating func take(_ event: StoredEvent) throws {
        verdict.events += 1
        if try event.computedHash() != event.sha256 { fault(.changedEvent(event.sequence)) }
        guard follow(event.sequence...event.sequence, after: event.previous, fault: .misplaced(event.sequence)) else {
            return
        }
        step(to: event.occurredAt, at: event.sequence)
        if event.action == Purge.action {
            let purge = purges.removeValue(forKey: event.sequence)
            if try purge?.isTold(by: event) != true { fault(.otherSegments(event.sequence)) }
        }
        reach(AuditHead(sequence: event.sequence, sha256: event.sha256), from: event.sequence)
    }

    private mutating func take(_ segment: AuditSegment) throws {
        verdict.segments += 1
        guard segment.last >= segment.first, segment.isPossible else {
            fault(.impossibleSegment(segment.first...max(segment.first, segment.last)))
            return
        }
        let range = segment.first...segment.last
        if !segment.wasOver { fault(.sealedEarly(range)) }
        guard follow(range, after: segment.previous, fault: .impossibleSegment(range)) else { return }
        verdict.sealed += segment.last - segment.first + 1
        step(to: segment.earliest, at: segment.first)
        lastTime = segment.latest
        try purges[segment.proofSequence, default: Purge()].append(segment)
        reach(AuditHead(sequence: segment.last, sha256: segment.sha256), from: segment.first)
    }

    /// Ends the verification.
    ///
    /// - Parameter head: the chain's end as the database says it, nil when it says nothing.
    package consuming func finish(head: AuditHead?) throws -> ChainVerdict {
        for (proof, purge) in purges.sorted(by: { $0.key < $1.key }) {
            fault(.untoldSegment(purge.first...purge.last, proof: proof))
        }
        for anchor in anchors[nextAnchor...] {
            verdict.missing.append(.missingAnchored(anchor.head.sequence, anchor: anchor.anchor))
        }
        verdict.last = end.sequence
        if let head {
            if head.sequence > end.sequence {
                verdict.missing.append(.missingEnd(end.sequence + 1...head.sequence))
            } else if head.sequence < end.sequence {
                verdict.missing.append(.beyondHead(head.sequence + 1...end.sequence))
            } else if head.sha256 != end.sha256 {
                verdict.missing.append(.otherHead(head.sequence))
            }
        } else {
            verdict.missing.append(.noHead(last: end.sequence))
        }
        return verdict
    }

    /// Looks at number and link of what stands next.
    ///
    /// - Returns: false when it stands where something else is already.
    private mutating func follow(_ range: ClosedRange<Int64>, after previous: [UInt8], fault misplaced: AuditFault)
        -> Bool
    {
        guard range.lowerBound > end.sequence else {
            fault(misplaced)
            return false
        }
        if range.lowerBound > end.sequence + 1 {
            fault(.missing(end.sequence + 1...range.lowerBound - 1))
        } else if previous != end.sha256 {
            fault(.brokenLink(range.lowerBound))
        }
        return true
    }

    /// Goes on to the new end, and compares it with what was anchored on the way.
    private mutating func reach(_ head: AuditHead, from first: Int64) {
        while nextAnchor < anchors.count, anchors[nextAnchor].head.sequence <= head.sequence {
            let anchor = anchors[nextAnchor]
            nextAnchor += 1
            if anchor.head.sequence == head.sequence {
                if anchor.head.sha256 != head.sha256 {
                    verdict.missing.append(.otherThanAnchored(head.sequence, anchor: anchor.anchor))
                }
            } else if anchor.head.sequence < first {
                verdict.missing.append(.missingAnchored(anchor.head.sequence, anchor: anchor.anchor))
            }
            // Within a segment it went when its time was over; the segment is vouched for by a later event.
        }
        end = head
    }

    private mutating func step(to time: Int64, at sequence: Int64) {
        if time < lastTime {
            if verdict.clockStepCount < ChainVerdict.Faults.limit {
                let (gap, isTooMuch) = lastTime.subtractingReportingOverflow(time)
                verdict.clockSteps.append(.init(sequence: sequence, microseconds: isTooMuch ? .max : gap))
            }
            verdict.clockStepCount += 1
        }
        lastTime = time
    }

    private mutating func fault(_ fault: AuditFault) {
        verdict.integrity.append(fault)
    }
}
