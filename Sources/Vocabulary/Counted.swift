/// A number with what it counts: `1 table`, `2 tables`.
///
/// - Parameter plural: the noun for any other number than one; with an `s` when not given.
package func counted(_ count: Int, _ noun: String, _ plural: String? = nil) -> String {
    "\(count) \(count == 1 ? noun : plural ?? "\(noun)s")"
}
