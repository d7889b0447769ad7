package import FoundationEssentials

/// Who loads a table just now.
package struct TableHolder: Equatable, Sendable, CustomStringConvertible {
    /// What the session calls itself, or its login when it says nothing.
    package let name: String
    package let since: Date

    package var description: String { "\(name) since \(since.formatted(.iso8601))" }
}
