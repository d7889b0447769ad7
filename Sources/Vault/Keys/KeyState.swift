/// What a version of a tenant's key still does.
///
/// The versions of a tenant, from the oldest to the newest, never rise in
/// number: destroyed ones, disabled ones, those that open, the primary.
package enum KeyState: UInt8, Sendable, CaseIterable {
    /// Seals and opens; the newest version, unless the tenant was shredded.
    case primary = 1
    /// Opens what it sealed.
    case decryptOnly = 2
    /// Lies below the minimum version and opens nothing, but is kept.
    case disabled = 3
    /// Is gone; only its record remains.
    case destroyed = 4

    /// The state in words, as a list shows it.
    package var name: String {
        switch self {
        case .primary: "primary"
        case .decryptOnly: "decrypt-only"
        case .disabled: "disabled"
        case .destroyed: "destroyed"
        }
    }

    /// Whether a key in this state opens what it sealed.
    var opens: Bool { self == .primary || self == .decryptOnly }
}
