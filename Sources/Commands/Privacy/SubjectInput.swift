internal import Cryptography
import Vocabulary

/// From where a command takes the identifiers of a person, which are personal data: never from an argument.
struct SubjectInput: Sendable {
    private let input: SecretInput

    func read(context: Context) throws -> String {
        try input.read("Person", isConfirmed: false, context: context).revealedText()
    }

    /// `[--subject-file FILE]`.
    struct Choice: Parameter {
        private let file = Option(
            "--subject-file", FilePath.self, "Take the person from a file; standard input when not given.")

        var fields: [Field] { file.fields }

        func value(in arguments: Arguments) throws -> SubjectInput {
            SubjectInput(input: SecretInput(file: try file.value(in: arguments), isExact: false))
        }
    }
}
