package import Vocabulary

/// The names that a tenant exchanges for others, and how texts that hold them are written anew.
package struct Renaming: Sendable {
    package let old: TenantIdentifier
    package let new: TenantIdentifier
    /// Every name that the tenant holds, with the one that takes its place.
    package let names: [String: String]

    /// - Parameter held: the names that the registry keeps for the tenant, of whatever kind.
    package init(from old: TenantIdentifier, to new: TenantIdentifier, held: [String]) {
        self.old = old
        self.new = new
        names = Dictionary(
            held.compactMap { name in
                if name == TenantNames(old).database.text {
                    return (name, TenantNames(new).database.text)
                }
                guard name.hasPrefix("\(old)_") else { return nil }
                return (name, "\(new)_\(name.dropFirst(old.text.utf8.count + 1))")
            }
        ) { first, _ in first }
    }

    /// The way back.
    package var reversed: Renaming {
        Renaming(old: new, new: old, names: Dictionary(names.map { ($1, $0) }) { first, _ in first })
    }

    private init(old: TenantIdentifier, new: TenantIdentifier, names: [String: String]) {
        self.old = old
        self.new = new
        self.names = names
    }

    /// What a name becomes; itself when it is not exchanged.
    package func name(_ name: String) -> String { names[name] ?? name }

    /// The names in a list as `search_path` holds it, read as PostgreSQL reads it.
    ///
    /// What stands there may be a login's own words: nothing of it is a statement's until it is quoted anew.
    package static func names(inList text: String) -> [String] {
        let isSpace: (Unicode.Scalar) -> Bool = { (9...13).contains($0.value) || $0 == " " }
        var names: [String] = []
        var rest = text.unicodeScalars[...]
        while true {
            rest = rest.drop { isSpace($0) || $0 == "," }
            guard let first = rest.first else { return names }
            var name = String.UnicodeScalarView()
            if first == "\"" {
                rest.removeFirst()
                while let scalar = rest.popFirst() {
                    if scalar == "\"" {
                        // Two of them stand for one.
                        guard rest.first == "\"" else { break }
                        rest.removeFirst()
                    }
                    name.append(scalar)
                }
            } else {
                while let scalar = rest.first, scalar != ",", !isSpace(scalar) {
                    name.append(("A"..."Z").contains(scalar) ? Unicode.Scalar(UInt8(scalar.value) | 0x20) : scalar)
                    rest.removeFirst()
                }
            }
            names.append(String(name))
        }
    }

    /// A statement whose schemas are exchanged: quoted names before a dot, outside of constants.
    ///
    /// A column of the same name, or a constant that reads like one, stays.
    package func statement(_ text: String) -> String {
        var result = ""
        var rest = Substring(text)
        while let character = rest.first {
            switch character {
            case "'":
                let isEscaped = result.last == "E" || result.last == "e"
                let constant = Self.quoted(rest, by: "'", escapes: isEscaped)
                result += constant
                rest = rest[constant.endIndex...]
            case "\"":
                let quotedName = Self.quoted(rest, by: "\"", escapes: false)
                rest = rest[quotedName.endIndex...]
                if rest.first == ".", let new = names[String(quotedName.dropFirst().dropLast())], result.last != "." {
                    result += "\"\(new)\""
                } else {
                    result += quotedName
                }
            default:
                result.append(character)
                rest = rest.dropFirst()
            }
        }
        return result
    }

    /// What stands from a quote to its end, or to that of the text.
    private static func quoted(_ text: Substring, by quote: Character, escapes: Bool) -> Substring {
        var index = text.index(after: text.startIndex)
        while index < text.endIndex {
            let next = text.index(after: index)
            if escapes, text[index] == "\\", next < text.endIndex {
                index = text.index(after: next)
            } else if text[index] == quote {
                // Two of them stand for one.
                guard next < text.endIndex, text[next] == quote else { return text[text.startIndex..<next] }
                index = text.index(after: next)
            } else {
                index = next
            }
        }
        return text
    }

    /// A tenant's file with the new identifier, its comments and all else as they were; nil when no line names the old one.
    package func file(_ text: String) -> String? {
        var count = 0
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
            let key = line.prefix { $0 == " " } + "tenant_id:"
            guard line.hasPrefix(key) else { return String(line) }
            let rest = line.dropFirst(key.count)
            let space = rest.prefix { $0 == " " }
            let value = rest.dropFirst(space.count)
            for written in [old.text, "\"\(old)\"", "'\(old)'"] where value.hasPrefix(written) {
                let after = value.dropFirst(written.count)
                guard after.isEmpty || after.first == " " || after.first == "\r" else { continue }
                count += 1
                return "\(key)\(space)\(written.replacing(old.text, with: new.text))\(after)"
            }
            return String(line)
        }
        return count == 1 ? lines.joined(separator: "\n") : nil
    }
}
