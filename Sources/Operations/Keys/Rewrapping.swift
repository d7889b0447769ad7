/// What is done with the keys of an owner beside wrapping its secrets anew.
package struct Rewrapping: Sendable {
    /// The lowest version of a key that still opens.
    package enum Minimum: Sendable {
        /// The one that seals.
        case newest
        case version(Int)
    }

    /// Below it, keys open nothing any more; nil to leave them.
    package let minimum: Minimum?
    /// Whether keys that open nothing are destroyed.
    package let destroysDisabled: Bool

    package init(minimum: Minimum?, destroysDisabled: Bool) {
        self.minimum = minimum
        self.destroysDisabled = destroysDisabled
    }
}

/// What a re-wrapping did for one owner.
package struct Rewrapped: Sendable {
    package let owner: SecretOwner
    /// How many secrets and sealed files were wrapped anew.
    package internal(set) var secrets = 0
    /// The versions of the key that open nothing from now on.
    package internal(set) var disabled: [Int] = []
    /// The versions that open again.
    package internal(set) var enabled: [Int] = []
    /// The versions that are gone.
    package internal(set) var destroyed: [Int] = []

    var isNothing: Bool { secrets == 0 && disabled.isEmpty && enabled.isEmpty && destroyed.isEmpty }
}
