/// The name of an object in PostgreSQL, never longer than the server keeps.
///
/// PostgreSQL cuts a name at 63 bytes with a notice only, so that two long
/// names can become one; such a name cannot be made here. Quoting is the
/// business of whoever writes it into a statement.
package struct Identifier: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The longest name that PostgreSQL keeps whole, in bytes of UTF-8.
    package static let byteLimit = 63

    package let text: String

    /// - Throws: ``NameFailure`` when the name is empty, has over 63 bytes or a NUL.
    package init(_ text: String) throws {
        guard !text.isEmpty else { throw NameFailure(kindOfName: "name", text: text, reason: .empty) }
        guard text.utf8.count <= Self.byteLimit else {
            throw NameFailure(kindOfName: "name", text: text, reason: .tooLong(limit: Self.byteLimit))
        }
        guard !text.utf8.contains(0) else {
            throw NameFailure(kindOfName: "name", text: text, reason: .nul)
        }
        self.text = text
    }

    /// A name that the platform itself derives from validated parts.
    ///
    /// - Precondition: the parts keep the sum within 63 bytes; each type that
    ///   derives names bounds its own.
    package init(derived text: String) {
        precondition(
            !text.isEmpty && text.utf8.count <= Self.byteLimit, "derived name '\(text)' is not a PostgreSQL name")
        self.text = text
    }

    package var description: String { text }

    package static func < (left: Identifier, right: Identifier) -> Bool { left.text < right.text }
}

/// A name that breaks the rule of its kind.
package struct NameFailure: Failure, Equatable {
    /// The rule that was broken.
    package enum Reason: Equatable, Sendable {
        case empty
        case nul
        case tooLong(limit: Int)
        case pattern(String)
        case reserved
        case hiddenFromMetabase
    }

    /// What the name names: `tenant identifier`, `theme`, `column name`.
    package let kindOfName: String
    package let text: String
    package let reason: Reason

    package init(kindOfName: String, text: String, reason: Reason) {
        self.kindOfName = kindOfName
        self.text = text
        self.reason = reason
    }

    package var code: FailureCode {
        switch reason {
        case .empty: "VOC101"
        case .nul: "VOC102"
        case .tooLong: "VOC103"
        case .pattern: "VOC104"
        case .reserved: "VOC105"
        case .hiddenFromMetabase: "VOC106"
        }
    }

    package var kind: FailureKind { .invalidData }

    package var message: String {
        switch reason {
        case .empty: "\(kindOfName) is empty"
        case .nul: "\(kindOfName) \(quoted(text)) contains a NUL character"
        case .tooLong(let limit):
            "\(kindOfName) \(quoted(text)) has \(text.utf8.count) bytes; at most \(limit) are kept by PostgreSQL"
        case .pattern: "\(kindOfName) \(quoted(text)) is not valid"
        case .reserved: "\(kindOfName) \(quoted(text)) is reserved"
        case .hiddenFromMetabase: "\(kindOfName) \(quoted(text)) would put 'pg_' into a schema name"
        }
    }

    package var hint: String? {
        switch reason {
        case .pattern(let rule): rule
        case .hiddenFromMetabase:
            "Choose a name without 'pg_' that does not end in 'pg': Metabase shows no fields of such a schema."
        case .reserved: "Choose a name that PostgreSQL and the platform do not use themselves."
        case .empty, .nul, .tooLong: nil
        }
    }
}

/// Shows a text of unknown origin between quotes, on one line and not too long.
///
/// Control characters, line separators and invisible direction marks are
/// written as escapes, so that a hostile name cannot forge a line of output.
package func quoted(_ text: String) -> String {
    // Long enough for the path of a file, short enough for a screen.
    let limit = 300
    var shown = ""
    for (index, scalar) in text.unicodeScalars.enumerated() {
        if index == limit {
            shown += "…"
            break
        }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
            shown += "\\u{\(String(scalar.value, radix: 16))}"
        default:
            shown.unicodeScalars.append(scalar)
        }
    }
    return "'\(shown)'"
}
