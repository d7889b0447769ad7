extension Field {
    /// Reads a word as a value of this field's type.
    ///
    /// - Throws: ``CommandFailure`` when the word is no such value, or the type's own failure.
    func read<Element: ArgumentValue>(_ text: String) throws -> Element {
        do {
            return try Element(argument: text)
        } catch let problem as UnreadableArgument {
            if choices.isEmpty {
                throw CommandFailure.unreadable(name, text: text, expected: problem.expected)
            }
            throw CommandFailure.notAChoice(name, text: text, choices: choices)
        }
    }
}
