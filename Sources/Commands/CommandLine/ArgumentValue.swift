/// A type whose values can be written as one word of a command line.
///
/// An enumeration of strings conforms by its name alone, and gives its cases
/// to the help screen, the completions and the failure of a wrong word:
///
/// ```swift
/// extension Tier: ArgumentValue {}
/// ```
package protocol ArgumentValue: Sendable {
    /// Reads the word.
    ///
    /// - Throws: ``UnreadableArgument``, or a ``Failure`` that names the rule that was broken.
    init(argument text: String) throws

    /// The word that reads as this value.
    var argumentText: String { get }

    /// What stands for a value in a usage line, when the name of the option would not say it.
    static var placeholder: String? { get }

    /// All values, when they can be listed.
    static var choices: [String] { get }

    /// How a shell completes the word.
    static var completion: Completion { get }
}

extension ArgumentValue {
    package static var placeholder: String? { nil }
    package static var choices: [String] { [] }
    package static var completion: Completion { .choices }
}

extension ArgumentValue where Self: CustomStringConvertible {
    package var argumentText: String { description }
}

extension ArgumentValue where Self: RawRepresentable & CaseIterable, RawValue == String {
    package init(argument text: String) throws {
        guard let value = Self(rawValue: text) else {
            throw UnreadableArgument(expected: "one of its choices")
        }
        self = value
    }

    package var argumentText: String { rawValue }
    package static var choices: [String] { allCases.map(\.rawValue) }
}
