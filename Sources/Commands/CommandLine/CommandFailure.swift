package import Vocabulary

/// A command line that is not understood, or an output that cannot be written.
package enum CommandFailure: Failure, Equatable {
    case unknownCommand(String, of: String, nearest: String?)
    case missingCommand(of: String, choices: [String])
    case unknownOption(String, of: String, nearest: String?)
    /// An option without its value.
    case missingValue(String, placeholder: String)
    /// A flag with a value.
    case unexpectedValue(String)
    /// Arguments and options that must be given.
    case missing([String], usage: String?)
    case unexpectedArgument(String, usage: String?)
    /// An option given twice that counts once.
    case repeated(String)
    case unreadable(String, text: String, expected: String)
    case notAChoice(String, text: String, choices: [String])
    /// Parameters that exclude each other.
    case conflicting([String])
    /// Parameters of which one must be given.
    case oneIsNeeded([String])
    /// A parameter that says nothing unless another has a certain value.
    case needs(String, other: String)
    /// Standard output refused what was written to it.
    case unwritable(reason: String)

    package var code: FailureCode {
        switch self {
        case .unknownCommand: "CMD101"
        case .missingCommand: "CMD102"
        case .unknownOption: "CMD103"
        case .missingValue: "CMD104"
        case .unexpectedValue: "CMD105"
        case .missing: "CMD106"
        case .unexpectedArgument: "CMD107"
        case .repeated: "CMD108"
        case .unreadable: "CMD109"
        case .notAChoice: "CMD110"
        case .conflicting: "CMD111"
        case .oneIsNeeded: "CMD112"
        case .needs: "CMD113"
        case .unwritable: "CMD201"
        }
    }

    package var kind: FailureKind {
        if case .unwritable = self { .unavailable } else { .usage }
    }

    package var message: String {
        switch self {
        case .unknownCommand(let word, let parent, _): "'\(parent)' has no command \(quoted(word))"
        case .missingCommand(let parent, _): "'\(parent)' needs a command"
        case .unknownOption(let name, let command, _): "'\(command)' has no option \(quoted(name))"
        case .missingValue(let name, _): "option '\(name)' needs a value"
        case .unexpectedValue(let name): "option '\(name)' takes no value"
        case .missing(let names, _):
            "\(names.listedInQuotes("and")) \(names.count == 1 ? "is" : "are") missing"
        case .unexpectedArgument(let word, _): "unexpected argument \(quoted(word))"
        case .repeated(let name): "option '\(name)' is given more than once"
        case .unreadable(let name, let text, let expected): "'\(name)' takes \(expected), not \(quoted(text))"
        case .notAChoice(let name, let text, _): "'\(name)' does not take \(quoted(text))"
        case .conflicting(let names): "\(names.listedInQuotes("and")) exclude each other"
        case .oneIsNeeded(let names): "\(names.listedInQuotes("or")) is missing"
        case .needs(let name, let other): "'\(name)' says nothing unless \(other)"
        case .unwritable(let reason): "standard output cannot be written: \(reason)"
        }
    }

    package var hint: String? {
        switch self {
        case .unknownCommand(_, _, let nearest), .unknownOption(_, _, let nearest):
            nearest.map { "Did you mean '\($0)'?" }
        case .missingCommand(_, let choices):
            "Choose \(choices.listed("or"))."
        case .missingValue(let name, let placeholder):
            "Write '\(name) \(placeholder)' or '\(name)=\(placeholder)'."
        case .missing(_, let usage), .unexpectedArgument(_, let usage):
            usage.map { "Write '\($0)'." }
        case .notAChoice(_, let text, let choices):
            (nearestName(to: text, in: choices).map { "Did you mean '\($0)'? " } ?? "")
                + "Choose \(choices.listed("or"))."
        case .unexpectedValue, .repeated, .unreadable, .conflicting, .oneIsNeeded, .needs, .unwritable:
            nil
        }
    }
}
