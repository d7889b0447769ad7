import Vocabulary

/// A file of `NAME=value` lines, as `.env.development`.
///
/// `#` begins a comment on a line of its own. A value may stand in single
/// quotes, taken as it is, or in double quotes, in which `\n`, `\"`, `\\` and
/// `\$` are read. Nothing is expanded and nothing is run.
package struct EnvironmentFile: Sendable {
    /// A setting and the line, from 1, on which it stands.
    package struct Entry: Equatable, Sendable {
        package let setting: Setting
        package let value: String
        package let line: Int
    }

    package let path: String
    package let entries: [Entry]

    /// - Throws: ``SettingsFailure`` or a ``FailureList`` of them, each with its line.
    package init(parsing text: String, path: String) throws {
        var entries: [Entry] = []
        var failures = FailureList()
        for (index, rawLine) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let line = trimmed(rawLine)
            if line.isEmpty || line.hasPrefix("#") { continue }
            let position = SourcePosition(file: path, line: index + 1, column: 1)
            do {
                let entry = try Self.entry(line, at: position)
                if let earlier = entries.first(where: { $0.setting == entry.setting }) {
                    throw SettingsFailure.repeated(
                        name: entry.setting.rawValue, first: earlier.line, position: position)
                }
                entries.append(entry)
            } catch let failure as SettingsFailure {
                failures.append(failure)
            }
        }
        try failures.throwIfAny()
        self.path = path
        self.entries = entries
    }

    private static func entry(_ line: Substring, at position: SourcePosition) throws -> Entry {
        let body = line.hasPrefix("export ") ? trimmed(line.dropFirst(7)) : line
        guard let equals = body.firstIndex(of: "=") else { throw SettingsFailure.notAnAssignment(position: position) }
        let name = String(trimmed(body[..<equals]))
        guard let setting = Setting(rawValue: name) else {
            throw SettingsFailure.unknown(name: name, position: position)
        }
        // It would lie beside what it protects, in every copy of the folder.
        if setting == .rootKey { throw SettingsFailure.rootKeyInFile(position: position) }
        let value = try unquoted(trimmed(body[body.index(after: equals)...]), at: position)
        return Entry(setting: setting, value: value, line: position.line)
    }

    private static func unquoted(_ text: Substring, at position: SourcePosition) throws -> String {
        guard let quote = text.first, quote == "'" || quote == "\"" else { return String(text) }
        guard text.count >= 2, text.last == quote else { throw SettingsFailure.openQuote(position: position) }
        let inner = text.dropFirst().dropLast()
        if quote == "'" { return String(inner) }
        var value = ""
        var isEscaped = false
        for character in inner {
            if isEscaped {
                value.append(character == "n" ? "\n" : character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == "\"" {
                throw SettingsFailure.openQuote(position: position)
            } else {
                value.append(character)
            }
        }
        if isEscaped { throw SettingsFailure.openQuote(position: position) }
        return value
    }
}

private func trimmed(_ text: Substring) -> Substring {
    let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\r" }
    var rest = text.drop(while: isSpace)
    while let last = rest.last, isSpace(last) { rest.removeLast() }
    return rest
}
