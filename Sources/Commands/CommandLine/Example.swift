/// A command line worth copying, and what it does.
package struct Example: Hashable, Sendable {
    package let line: String

    /// One sentence with a full stop.
    package let purpose: String

    package init(_ line: String, _ purpose: String) {
        self.line = line
        self.purpose = purpose
    }
}
