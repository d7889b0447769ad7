import Cryptography
package import FoundationEssentials

/// What a chain keeps of a run of events whose time was over.
package struct AuditSegment: Hashable, Sendable {
    package var tenantID: UUID
    package var first: Int64
    package var last: Int64
    package var accessCount: Int64
    package var controlCount: Int64
    package var proofCount: Int64
    /// When the earliest event occurred, in microseconds since 1970-01-01 UTC, as the other times.
    package var earliest: Int64
    package var latest: Int64
    /// Hash of the event before the run.
    package var previous: [UInt8]
    /// Hash of the run's last event.
    package var sha256: [UInt8]
    /// RFC 6962 root over the hashes of the run's events.
    package var merkleRoot: [UInt8]
    package var sealedAt: Int64
    /// Number of the event that tells of the purge.
    package var proofSequence: Int64

    package init(
        tenantID: UUID, first: Int64, last: Int64, accessCount: Int64, controlCount: Int64, proofCount: Int64,
        earliest: Int64, latest: Int64, previous: [UInt8], sha256: [UInt8], merkleRoot: [UInt8], sealedAt: Int64,
        proofSequence: Int64
    ) {
        self.tenantID = tenantID
        self.first = first
        self.last = last
        self.accessCount = accessCount
        self.controlCount = controlCount
        self.proofCount = proofCount
        self.earliest = earliest
        self.latest = latest
        self.previous = previous
        self.sha256 = sha256
        self.merkleRoot = merkleRoot
        self.sealedAt = sealedAt
        self.proofSequence = proofSequence
    }

    /// How many events of a class it stands for.
    package func count(of class: AuditClass) -> Int64 {
        switch `class` {
        case .access: accessCount
        case .control: controlCount
        case .proof: proofCount
        }
    }

    /// The hash over all that it says, which the event of its purge vouches for.
    ///
    /// **Source** docs/audit.md
    package func computedHash() throws -> [UInt8] {
        var bytes = Array("socle segment 1".utf8)
        append(tenantID, to: &bytes)
        for number in [first, last, accessCount, controlCount, proofCount, earliest, latest] {
            append(number, to: &bytes)
        }
        bytes += previous + sha256 + merkleRoot
        append(sealedAt, to: &bytes)
        append(proofSequence, to: &bytes)
        return try SHA256.hash(bytes)
    }
}

extension AuditSegment {
    /// Whether its numbers can all be true.
    var isPossible: Bool {
        // A year of at most four digits, for which a calendar can be asked.
        guard first > 0, accessCount >= 0, controlCount >= 0, proofCount >= 0, earliest <= latest,
            (0..<253_402_300_800_000_000).contains(sealedAt)
        else { return false }
        // In unsigned numbers, since what a superuser wrote may be as large as it can be.
        let sum = [accessCount, controlCount, proofCount].reduce((UInt64(0), false)) { sum, count in
            let (value, isTooMuch) = sum.0.addingReportingOverflow(UInt64(count))
            return (value, sum.1 || isTooMuch)
        }
        return !sum.1 && sum.0 == UInt64(last - first) + 1
    }

    /// Whether the time of its events can have been over when it was sealed, as far as its numbers say.
    var wasOver: Bool {
        let classes = AuditClass.allCases.filter { count(of: $0) > 0 }
        guard let shortest = classes.map(\.months).min(), let longest = classes.map(\.months).max() else { return true }
        return earliest < keptSince(months: longest) && latest < keptSince(months: shortest)
    }

    /// The time before which events of a period were over when it was sealed.
    private func keptSince(months: Int) -> Int64 {
        let calendar = Calendar.utc
        let sealed = Date(timeIntervalSince1970: Double(sealedAt / 1_000_000))
        let since = calendar.date(byAdding: .month, value: -months, to: sealed) ?? sealed
        return Int64(since.timeIntervalSince1970) * 1_000_000 + sealedAt % 1_000_000
    }
}

extension Calendar {
    fileprivate static var utc: Calendar {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return calendar
    }
}
