package import Cryptography

/// Takes lines of checkpoints, of one file or of several, and says what they prove and what is wrong with them.
///
/// Files may overlap and come in any order: a checkpoint is known by its number.
package struct AnchorVerifier {
    private let keys: [VerifyingKey]
    private var known: [Int: Checkpoint] = [:]
    private var faults: [AnchorFault] = []
    /// Heads by chain, of genuine lines alone.
    private var heads: [AuditChain: [AnchoredHead]] = [:]

    private struct Checkpoint {
        let anchoredAt: Int64
        let previous: [UInt8]
        let sha256: [UInt8]
    }

    /// What the base remembers of a checkpoint.
    package struct Remembered: Sendable {
        package let number: Int
        package let sha256: [UInt8]
        /// Whether file and command have taken it.
        package let isDelivered: Bool

        package init(number: Int, sha256: [UInt8], isDelivered: Bool) {
            self.number = number
            self.sha256 = sha256
            self.isDelivered = isDelivered
        }
    }

    /// - Parameter keys: those whose signature counts.
    package init(keys: [VerifyingKey]) {
        self.keys = keys
    }

    /// Takes a line without its end.
    ///
    /// - Parameter isWhole: whether the line had an end.
    package mutating func take(_ line: [UInt8], file: String, lineNumber: Int, isWhole: Bool) throws {
        guard isWhole, let anchor = try AnchorLine(line) else {
            return faults.append(.noCheckpoint(file: file, line: lineNumber))
        }
        guard let key = keys.first(where: { $0.bytes == anchor.key }) else {
            return faults.append(.foreignKey(anchor.number, file: file, line: lineNumber))
        }
        guard anchor.isSigned(by: key) else {
            return faults.append(.badSignature(file: file, line: lineNumber))
        }
        if let other = known[anchor.number] {
            if other.sha256 != anchor.sha256 { faults.append(.twice(anchor.number, file: file, line: lineNumber)) }
            return
        }
        known[anchor.number] = Checkpoint(
            anchoredAt: anchor.anchoredAt, previous: anchor.previous, sha256: anchor.sha256)
        for (chain, head) in anchor.heads {
            heads[chain, default: []].append(AnchoredHead(anchor: anchor.number, head: head))
        }
    }

    /// Looks at the order of the checkpoints, and compares them with what the base remembers.
    ///
    /// - Parameter remembered: nil when the base is not asked.
    package consuming func finish(remembered: [Remembered]?) -> AnchorVerdict {
        let numbers = known.keys.sorted()
        var last: (number: Int, checkpoint: Checkpoint)?
        for number in numbers {
            guard let checkpoint = known[number] else { continue }
            let expected = (last?.number ?? 0) + 1
            if number > expected {
                faults.append(.missing(expected...number - 1))
            } else if checkpoint.previous != last?.checkpoint.sha256 ?? AuditHead.beginning.sha256 {
                faults.append(.brokenLink(number))
            }
            if let last, checkpoint.anchoredAt <= last.checkpoint.anchoredAt { faults.append(.earlier(number)) }
            last = (number, checkpoint)
        }
        if let remembered {
            let byNumber = Dictionary(remembered.map { ($0.number, $0) }) { first, _ in first }
            for number in numbers {
                guard let own = byNumber[number] else {
                    faults.append(.unknownToBase(number))
                    continue
                }
                if own.sha256 != known[number]?.sha256 { faults.append(.otherThanBase(number)) }
            }
            // Those between two that are there are missing already.
            let end = remembered.filter { $0.isDelivered && $0.number > (numbers.last ?? 0) }.map(\.number)
            if let first = end.min(), let last = end.max() { faults.append(.missing(first...last)) }
        }
        return AnchorVerdict(
            count: known.count, first: numbers.first, last: numbers.last, lastAt: last?.checkpoint.anchoredAt,
            faults: faults, heads: heads)
    }
}

/// What a verification found of the checkpoints.
package struct AnchorVerdict: Sendable {
    /// Genuine checkpoints.
    package let count: Int
    package let first: Int?
    package let last: Int?
    /// When the last one was made, in microseconds since 1970-01-01 UTC.
    package let lastAt: Int64?
    package let faults: [AnchorFault]
    /// The heads that genuine checkpoints hold.
    package let heads: [AuditChain: [AnchoredHead]]

    package var isSound: Bool { faults.isEmpty }
}
