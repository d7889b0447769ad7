package import Vocabulary

/// What of a tenant's rights is taken away for a time, whatever its file declares.
///
/// A plan keeps to it: it opens no login of a suspended tenant, and gives a
/// frozen one no right to write.
package struct TenantStanding: Hashable, Sendable {
    package var state: TenantState
    /// Whether nothing may be written because the storage is used up.
    package var isFrozen: Bool

    package init(state: TenantState = .active, isFrozen: Bool = false) {
        self.state = state
        self.isFrozen = isFrozen
    }

    /// Nothing is taken away.
    package static let active = TenantStanding()

    /// Whether the tenant's logins are open.
    package var admitsLogins: Bool { state == .active }
}
