/// The names of objects that lead to a value, written `result.records`.
package struct JSONPath: Hashable, Sendable, CustomStringConvertible {
    /// The names, from the outermost object inwards; none is the whole document.
    package let names: [String]

    package init(_ names: [String]) {
        self.names = names
    }

    /// Reads `result.records`; an empty text, `.` and `$` are the whole document.
    ///
    /// A backslash before a point makes it a character of a name; `""` is a name without characters.
    package init(text: String) {
        var names: [String] = []
        var name = ""
        var isEscaped = false
        var hasEscapes = false
        func end() {
            if !name.isEmpty { names.append(name == Self.emptyName && !hasEscapes ? "" : name) }
            name = ""
            hasEscapes = false
        }
        for character in text == "$" ? "" : text.hasPrefix("$.") ? String(text.dropFirst(2)) : text {
            if isEscaped {
                name.append(character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
                hasEscapes = true
            } else if character == "." {
                end()
            } else {
                name.append(character)
            }
        }
        end()
        self.names = names
    }

    private static let emptyName = "\"\""

    package var description: String {
        if names.isEmpty { return "$" }
        let escaped = names.map { name in
            name.isEmpty
                ? Self.emptyName
                : name == Self.emptyName
                    ? "\\" + name
                    : name.reduce(into: "") { text, character in
                        if character == "." || character == "\\" { text += "\\" }
                        text.append(character)
                    }
        }
        return escaped.joined(separator: ".")
    }
}
