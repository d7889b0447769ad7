/// Joins what there is to say, leaving out what is empty.
func commentText(_ parts: [String?]) -> String {
    parts.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " · ")
}
