/// What a verification found of one chain.
package struct ChainVerdict: Sendable {
    /// Whether the chain is as long as it was.
    package enum Completeness: Sendable {
        /// The head is the last event, and every anchored head is there.
        case complete
        /// The head is the last event; that an end was cut off before could not be seen.
        case neverAnchored
        case incomplete
        /// There are checkpoints, and none was at hand to compare with.
        case notCompared
    }

    /// A place where the server's clock went back.
    package struct ClockStep: Hashable, Sendable {
        package let sequence: Int64
        package let microseconds: Int64
    }

    /// Faults of one kind of verdict: the first of them, and how many there are.
    package struct Faults: Sendable {
        /// How many are kept: of a chain that was written anew every event is one.
        package static let limit = 100

        package private(set) var kept: [AuditFault] = []
        package private(set) var count = 0

        package var isEmpty: Bool { count == 0 }

        mutating func append(_ fault: AuditFault) {
            if count < Self.limit { kept.append(fault) }
            count += 1
        }
    }

    package let chain: AuditChain
    /// Events that are there.
    package internal(set) var events = 0
    package internal(set) var segments = 0
    /// Events for which segments stand.
    package internal(set) var sealed: Int64 = 0
    /// Number of the last event.
    package internal(set) var last: Int64 = 0
    /// The last head that was anchored; nil when none was.
    package internal(set) var anchored: AnchoredHead?
    /// Whether checkpoints were at hand, or there are none.
    package internal(set) var isCompared = true
    /// Hashes, links, gaps and segments.
    package internal(set) var integrity = Faults()
    /// Head and anchors.
    package internal(set) var missing = Faults()
    /// Where the clock went back; no fault of the chain, but something to explain.
    package internal(set) var clockSteps: [ClockStep] = []
    package internal(set) var clockStepCount = 0

    package var isIntact: Bool { integrity.isEmpty }

    package var completeness: Completeness {
        if !missing.isEmpty { return .incomplete }
        if !isCompared { return .notCompared }
        return anchored == nil ? .neverAnchored : .complete
    }

    package var isSound: Bool { isIntact && missing.isEmpty }
}
