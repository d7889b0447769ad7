/// A file as the user named it, which need not exist.
package struct FilePath: Hashable, Sendable, CustomStringConvertible, ArgumentValue {
    package let text: String

    package init(argument text: String) throws {
        guard !text.isEmpty else { throw UnreadableArgument(expected: "the path of a file") }
        self.text = text
    }

    package var description: String { text }
    package static var placeholder: String? { "FILE" }
    package static var completion: Completion { .files }
}
