/// The names of objects that lead to a value, written `result.records`.
package struct JSONPath: Hashable, Sendable, CustomStringConvertible {
    /// The names, from the outermost object inwards; none is the whole document.
    package let names: [String]

    package init(_ names: [String]) {
        self.names = names
    }

    /// Reads `result.records`; an empty text, `.` and `$` are the whole document.
    ///
    /// A backslash before a point makes it a character of a name.
    package init(text: String) {
        var names: [String] = []
        var name = ""
        var isEscaped = false
        for character in text == "$" ? "" : text.hasPrefix("$.") ? String(text.dropFirst(2)) : text {
            if isEscaped {
                name.append(character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if character == "." {
                if !name.isEmpty { names.append(name) }
                name = ""
            } else {
                name.append(character)
            }
        }
        if !name.isEmpty { names.append(name) }
        self.names = names
    }

    package var description: String {
        if names.isEmpty { return "$" }
        let escaped = names.map { name in
            name.reduce(into: "") { text, character in
                if character == "." || character == "\\" { text += "\\" }
                text.append(character)
            }
        }
        return escaped.joined(separator: ".")
    }
}
