import Vocabulary

/// How the fields of inspected objects are written for people, whatever their types.
enum FieldText {
    /// The name of a field in words: `connectionLimit` is `connection limit`.
    static func words(_ label: String) -> String {
        var words = ""
        for character in label {
            words += character.isUppercase ? " \(character.lowercased())" : String(character)
        }
        return words
    }

    /// Two values that differ; of collections only that in which they do.
    static func difference(_ declared: Any, _ found: Any) -> (String, String) {
        if let declared = declared as? [String: String], let found = found as? [String: String] {
            let names = Set(declared.keys).union(found.keys).filter { declared[$0] != found[$0] }.sorted()
            func text(_ values: [String: String]) -> String {
                list(names.map { name in values[name].map { "\(name) = \($0)" } ?? "\(name) unset" })
            }
            return (text(declared), text(found))
        }
        if let declared = texts(declared), let found = texts(found) {
            return (list(declared.subtracting(found).sorted()), list(found.subtracting(declared).sorted()))
        }
        return (text(declared), text(found))
    }

    private static func texts(_ value: Any) -> Set<String>? {
        switch value {
        case let texts as Set<String>: texts
        case let rights as Set<InspectedTenant.Right>: Set(rights.map(\.shown))
        case let rights as Set<InspectedTenant.ColumnRight>: Set(rights.map(\.shown))
        default: nil
        }
    }

    private static func list(_ texts: [String]) -> String {
        texts.isEmpty ? "nothing else" : texts.map(shown).joined(separator: "; ")
    }

    private static func text(_ value: Any) -> String {
        switch value {
        case let isSo as Bool: return isSo ? "yes" : "no"
        case let limits as AppliedLimits: return limits.json.description
        case let contact as TenantConfiguration.Contact: return shown("\(contact.name) <\(contact.email)>")
        default:
            let mirror = Mirror(reflecting: value)
            if mirror.displayStyle == .optional {
                return mirror.children.first.map { text($0.value) } ?? "none"
            }
            return shown("\(value)")
        }
    }

    /// A text on one line, without the quotes that would stand in a list of many.
    private static func shown(_ text: String) -> String { String(quoted(text).dropFirst().dropLast()) }
}
