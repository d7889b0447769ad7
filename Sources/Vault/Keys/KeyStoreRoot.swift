/// A root key together with the name that it has in one key store.
///
/// Key files name the root key that wrapped them, so that no key is ever tried
/// under another one, also while the root key is being rotated.
struct KeyStoreRoot: Sendable {
    let identifier: KeyIdentifier
    let provider: any RootKeyProvider
}
