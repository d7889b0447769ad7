package import Vocabulary

/// What a rotation exchanges.
package struct Rotation: Sendable {
    /// Whether the owners' keys are exchanged.
    package let keys: Bool
    /// Whether the passwords of the logins are exchanged that programs of the platform use.
    package let logins: Bool
    /// Whether those of the channels are, too: each reader must then be given the new one.
    package let channels: Bool
    /// Whether only what the schedule says is exchanged.
    package let isOnlyDue: Bool

    package init(keys: Bool, logins: Bool, channels: Bool, isOnlyDue: Bool) {
        self.keys = keys
        self.logins = logins
        self.channels = channels
        self.isOnlyDue = isOnlyDue
    }
}

/// What a rotation exchanged for one owner.
package struct Rotated: Sendable {
    package let owner: SecretOwner
    /// The version of the new key, or nil when the key stayed.
    package internal(set) var keyVersion: Int?
    /// The logins that have a new password.
    package internal(set) var logins: [Identifier] = []

    var isNothing: Bool { keyVersion == nil && logins.isEmpty }
}
