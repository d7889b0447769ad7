package import Vocabulary

/// Why a secret cannot be taken, or cannot be shown; no byte of it stands in a message.
package enum SecretInputFailure: Failure, Equatable {
    case unreadable(String, reason: String)
    /// Nothing came in the place of what was asked for, such as a passphrase.
    case empty(String, asked: String)
    case tooLong(String, limit: Int)
    case notText(String, TextFlaw)
    /// What was typed the second time is something else.
    case different
    /// A terminal hands over no longer line, and would cut this one without a word.
    case lineTooLong(limit: Int)
    /// The terminal cannot be told to hide what is typed.
    case notHidden(reason: String)
    /// What is not text would command the terminal.
    case notForTerminal

    package var code: FailureCode {
        switch self {
        case .unreadable: "CMD301"
        case .empty: "CMD302"
        case .tooLong: "CMD303"
        case .notText: "CMD304"
        case .different: "CMD305"
        case .lineTooLong: "CMD306"
        case .notHidden: "CMD307"
        case .notForTerminal: "CMD308"
        }
    }

    package var kind: FailureKind {
        switch self {
        case .unreadable: .notFound
        case .empty, .tooLong, .notText, .different, .lineTooLong: .invalidData
        case .notHidden: .unavailable
        case .notForTerminal: .usage
        }
    }

    package var message: String {
        switch self {
        case .unreadable(let name, let reason): "\(name) cannot be read: \(reason)"
        case .empty(let name, let asked): "\(name) gave an empty \(asked)"
        case .tooLong(let name, let limit): "\(name) gave more than the \(limit) bytes that a secret may have"
        case .notText(let name, .nul(let offset)): "\(name) gave a NUL byte at offset \(offset)"
        case .notText(let name, .notUTF8): "\(name) gave bytes that are no text in UTF-8"
        case .different: "the two entries differ"
        case .lineTooLong(let limit): "a secret of more than \(limit) bytes cannot be typed at a terminal"
        case .notHidden(let reason): "the terminal does not hide what is typed: \(reason)"
        case .notForTerminal: "the secret has characters that a terminal would obey or not show"
        }
    }

    package var hint: String? {
        switch self {
        case .notText: "Give --exact for a secret that is not text."
        case .tooLong: "Keep it elsewhere, and its key here."
        case .different: "Nothing was changed; type it again."
        case .lineTooLong, .notHidden: "Pipe it into the command, or give its file with --from."
        case .notForTerminal: "Send it to a file or to another program."
        case .unreadable, .empty: nil
        }
    }
}

/// Why bytes are no text.
package enum TextFlaw: Equatable, Sendable {
    /// As in a file of UTF-16 or in a binary key.
    case nul(offset: Int)
    case notUTF8
}
