/// Joins what a comment of a view or column has to say, leaving out what is empty.
package func commentText(_ parts: [String?]) -> String {
    parts.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " · ")
}
