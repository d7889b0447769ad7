import Vocabulary

/// The name that a mistyped one probably meant, or nil.
///
/// The search costs the length of what was typed times that of every
/// candidate; nobody mistypes a name of over 64 bytes, but somebody may send one.
func proposal(for typed: String, in candidates: some Sequence<String>) -> String? {
    typed.utf8.count <= 64 ? nearestName(to: typed, in: candidates) : nil
}
