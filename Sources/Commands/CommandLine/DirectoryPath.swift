/// A folder as the user named it, which need not exist.
package struct DirectoryPath: Hashable, Sendable, CustomStringConvertible, ArgumentValue {
    package let text: String

    package init(argument text: String) throws {
        guard !text.isEmpty else { throw UnreadableArgument(expected: "the path of a folder") }
        self.text = text
    }

    package var description: String { text }
    package static var placeholder: String? { "DIR" }
    package static var completion: Completion { .directories }
}
