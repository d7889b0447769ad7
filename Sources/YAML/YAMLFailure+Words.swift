import Vocabulary

extension YAMLFailure {
    package var message: String {
        switch self {
        case .empty(let file): "YAML file is empty: \(quoted(file))"
        case .tooLarge(let file, let bytes, let limit):
            "YAML file \(quoted(file)) has \(bytes) bytes; at most \(limit) are read"
        case .invalidUTF8(let byte, _): "byte 0x\(hexadecimal(UInt32(byte), digits: 2)) is not UTF-8"
        case .forbiddenCharacter(let scalar, _):
            "character U+\(hexadecimal(scalar.value, digits: 4)) is not allowed in a YAML file"
        case .tabIndentation: "a tab is used as indentation"
        case .syntax(let problem): problem.message
        case .severalDocuments: "a second document begins; a file holds one"
        case .directive(let name, _): "directive \(quoted(name)) is not supported"
        case .duplicateKey(let key, _, _), .repeatedKeyBySubstitution(let key, _, _):
            "duplicate key \(quoted(key))"
        case .compositeKey: "a key is a list or a mapping; only a text can be a key"
        case .emptyKey: "a key is empty"
        case .mergeKey: "merge key '<<' is not supported"
        case .tag(let tag, _): "tag \(quoted(tag)) is not supported"
        case .unknownAnchor(let name, _, _): "alias \(quoted("*" + name)) has no anchor before it"
        case .recursiveAlias(let name, _): "alias \(quoted("*" + name)) stands inside its own anchor"
        case .limit(.depth, let limit, _): "lists and mappings are nested over \(limit) levels deep"
        case .limit(.nodes, let limit, _): "the file has over \(limit) values"
        case .limit(.aliases, let limit, _): "the file has over \(limit) aliases"
        case .limit(.expandedNodes, let limit, _): "aliases repeat over \(limit) values"
        case .limit(.expandedBytes, let limit, _): "aliases repeat over \(limit) bytes of text"
        case .unknownKey(let key, _, _, _): "unknown key \(quoted(key))"
        case .missingKey(let path, _): "key \(quoted(path)) is missing"
        case .missingValue(let path, _, _): "\(subject(path)) has no value"
        case .wrongKind(let path, let needed, let found, _): "\(subject(path)) needs \(needed), not \(found)"
        case .wrongValue(let path, let needed, let text, _, _):
            "\(subject(path)) needs \(needed), not \(quoted(text))"
        case .unknownChoice(let path, let text, _, _): "unknown value \(quoted(text)) for \(subject(path))"
        case .refused(let path, let reason, _): "\(subject(path)) is not valid: \(reason)"
        case .rejected(let cause, _): cause.message
        case .unknownVariable(let name, _, _): "unknown variable \(quoted(name))"
        case .malformedVariable: "'${' does not begin a variable"
        case .tooMuchText(let limit, _): "variables make over \(limit) bytes of text"
        case .library(let words): words
        }
    }

    package var detail: String? {
        switch self {
        case .duplicateKey(_, let mark, let first): "\(mark.excerpt)\nfirst given at \(first.position)"
        case .repeatedKeyBySubstitution(_, let mark, let first):
            lines(mark?.excerpt, first.map { "first given at \($0.position)" })
        case .rejected(let cause, let mark): lines(mark?.excerpt, cause.detail)
        default: mark?.excerpt
        }
    }

    package var hint: String? {
        switch self {
        case .empty: "Write at least one key into the file, or remove it."
        case .invalidUTF8(let byte, let mark):
            byte >= 0xFE && mark.line == 0 && mark.scalarColumn == 0
                ? "The file seems to be UTF-16; save it as UTF-8." : "Save the file as UTF-8."
        case .forbiddenCharacter(let scalar, _):
            "Remove it, or write \(escape(scalar)) in a text between double quotes."
        case .tabIndentation: "Indent with spaces."
        case .syntax(let problem): problem.hint
        case .severalDocuments: "Put what follows '---' into a file of its own."
        case .directive: "Remove the line."
        case .duplicateKey, .repeatedKeyBySubstitution: "Keep one of the two."
        case .emptyKey: "Write the key's name before the colon."
        case .mergeKey: "Repeat the keys here, or name a whole value with '&name' and '*name'."
        case .tag: "Remove the tag; each key knows how its value is read."
        case .unknownAnchor(_, let nearest?, _): "Did you mean '*\(nearest)'?"
        case .unknownAnchor: "Put quotes round a text that begins with '*'."
        case .unknownKey(_, let nearest?, _, _): "Did you mean '\(nearest)'?"
        case .unknownKey(_, nil, let known, _) where !known.isEmpty && known.count <= 16:
            "Known keys: \(known.joined(separator: ", "))."
        case .missingValue(_, "a text", _): "Write a text; '~' and 'null' are texts between quotes only."
        case .missingValue(_, let needed?, _): "Write \(needed)."
        case .wrongKind(_, "a list", "a single value", _):
            "Write '- ' before the element, even if it is the only one."
        case .wrongKind(_, "a mapping", "a single value", _):
            "Write 'key: value', with a space after the colon."
        case .wrongValue(_, _, _, let advice, _): advice
        case .unknownChoice(_, let text, let choices, _):
            if let nearest = proposal(for: text, in: choices) {
                "Did you mean '\(nearest)'?"
            } else if !choices.isEmpty, choices.count <= 16 {
                "Use one of: \(choices.joined(separator: ", "))."
            } else {
                nil
            }
        case .rejected(let cause, _): cause.hint
        case .unknownVariable(_, let nearest?, _): "Did you mean '${\(nearest)}'?"
        case .unknownVariable, .malformedVariable: "Write '$${' where the text itself is meant."
        default: nil
        }
    }

    private func lines(_ first: String?, _ second: String?) -> String? {
        guard let first, let second else { return first ?? second }
        return "\(first)\n\(second)"
    }

    /// A path in quotes; the document where there is no path.
    private func subject(_ path: String) -> String {
        path.isEmpty ? "the document" : quoted(path)
    }

    private func escape(_ scalar: Unicode.Scalar) -> String {
        scalar.value < 0x100
            ? "\\x" + hexadecimal(scalar.value, digits: 2) : "\\u" + hexadecimal(scalar.value, digits: 4)
    }

    private func hexadecimal(_ value: UInt32, digits: Int) -> String {
        let text = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
