extension String: ArgumentValue {
    package init(argument text: String) { self = text }
}

extension Int: ArgumentValue {
    package init(argument text: String) throws {
        guard let value = Int(text) else { throw UnreadableArgument(expected: "a whole number") }
        self = value
    }

    package static var placeholder: String? { "N" }
}

extension Double: ArgumentValue {
    package init(argument text: String) throws {
        // Double itself reads `nan`, `inf` and hexadecimal, which no option means.
        let isPlain = text.utf8.allSatisfy { "+-.0123456789eE".utf8.contains($0) }
        guard isPlain, let value = Double(text), value.isFinite else {
            throw UnreadableArgument(expected: "a number")
        }
        self = value
    }

    package static var placeholder: String? { "NUMBER" }
}
