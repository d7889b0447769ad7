package import FoundationEssentials

/// What is told of a backup of the key store.
package struct KeyStoreBackup: Sendable, Equatable {
    package let createdAt: Date

    /// How many tenants' key files it holds.
    package let tenants: Int

    /// Whether it holds the root key too: one from a file or the environment; a token keeps its own.
    package let holdsRootKey: Bool

    /// Whether a restore took nothing but the root key from it, for a key store that was there.
    package var gaveRootKeyOnly = false
}
