/// How much of its storage a tenant uses, and what was done about it so far.
package struct StorageStanding: Hashable, Sendable {
    package var used: Int64
    package let permitted: Int64
    package let isWarned: Bool
    /// Seconds since the freeze, nil when nothing is frozen.
    package let frozenFor: Double?
    /// Whether the transactions that were open at the freeze are ended.
    package let areWritersEnded: Bool

    package init(
        used: Int64, permitted: Int64, isWarned: Bool = false, frozenFor: Double? = nil, areWritersEnded: Bool = true
    ) {
        self.used = used
        self.permitted = permitted
        self.isWarned = isWarned
        self.frozenFor = frozenFor
        self.areWritersEnded = areWritersEnded
    }

    /// The share of the limit from which a tenant is looked at without pause, and below which a warning is over.
    package static let nearShare = 0.75
    /// The share at which people are warned.
    package static let warnedShare = 0.8
    /// The share below which what was frozen thaws.
    package static let thawedShare = 0.9
    /// Seconds that a freeze lasts at least, so that a load that is tried again and again does not make it flap.
    package static let leastFreeze = 10.0

    /// What is to be done about a tenant's storage.
    package enum Step: Hashable, Sendable {
        case warn
        case endWarning
        case freeze
        /// A guard died in the middle of a freeze.
        case finishFreeze
        case thaw
    }

    /// The used part of what is permitted; more than 1 over the limit.
    package var share: Double { permitted > 0 ? Double(used) / Double(permitted) : used > 0 ? .infinity : 0 }

    /// What is to be done now, in order.
    package var steps: [Step] {
        var steps: [Step] = []
        if share >= Self.warnedShare, !isWarned { steps.append(.warn) }
        if share < Self.nearShare, isWarned { steps.append(.endWarning) }
        if let frozenFor {
            if share < Self.thawedShare, frozenFor >= Self.leastFreeze {
                steps.append(.thaw)
            } else if !areWritersEnded {
                steps.append(.finishFreeze)
            }
        } else if share >= 1 {
            steps.append(.freeze)
        }
        return steps
    }
}
