import Vocabulary

extension YAMLNode {
    /// Puts values in the place of `${NAME}` in every scalar and every key.
    ///
    /// A name is made of ASCII letters, digits and underscores; `$${` stands for
    /// `${` itself, any other `$` for itself. Values are put in as text: they are not
    /// searched for variables, and can add no key and no list. A scalar keeps
    /// its style, so that `cores: ${CORES}` is read as the field's type says.
    ///
    /// - Parameter limit: bytes that all values together may add.
    /// - Throws: ``YAMLFailure``; several as a ``FailureList``. They never show a value.
    package func substituting(
        _ variables: [String: String], limit: Int = YAMLLimits.configuration.bytes
    ) throws -> YAMLNode {
        var substitution = Substitution(variables: variables, limit: limit)
        let node = try substitution.node(self)
        try substitution.failures.throwIfAny()
        return node
    }
}

/// One walk through a tree that fills in variables.
private struct Substitution {
    let variables: [String: String]
    let limit: Int
    var added = 0
    var failures = FailureList()

    mutating func node(_ node: YAMLNode) throws -> YAMLNode {
        switch node {
        case .scalar(var scalar):
            scalar.text = try text(scalar.text, at: scalar.mark)
            return .scalar(scalar)
        case .sequence(var sequence):
            for index in sequence.elements.indices {
                sequence.elements[index] = try self.node(sequence.elements[index])
            }
            return .sequence(sequence)
        case .mapping(var mapping):
            var places: [String: YAMLMark?] = [:]
            for index in mapping.entries.indices {
                var entry = mapping.entries[index]
                entry.key = try text(entry.key, at: entry.keyMark)
                entry.value = try self.node(entry.value)
                if let first = places.updateValue(entry.keyMark, forKey: entry.key) {
                    failures.append(
                        YAMLFailure.repeatedKeyBySubstitution(
                            mapping.entries[index].key, at: entry.keyMark, first: first))
                }
                mapping.entries[index] = entry
            }
            return .mapping(mapping)
        }
    }

    private mutating func text(_ text: String, at mark: YAMLMark?) throws -> String {
        guard text.utf8.contains(UInt8(ascii: "$")) else { return text }
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var rest = bytes[...]
        while let byte = rest.first {
            if rest.starts(with: "$${".utf8) {
                result += "${".utf8
                rest = rest.dropFirst(3)
            } else if rest.starts(with: "${".utf8) {
                let name = rest.dropFirst(2).prefix(while: Self.isNameByte)
                rest = rest.dropFirst(2 + name.count)
                let isClosed = rest.first == UInt8(ascii: "}")
                result += try value(of: String(decoding: name, as: UTF8.self), isClosed: isClosed, at: mark)
                rest = rest.dropFirst()
            } else {
                result.append(byte)
                rest = rest.dropFirst()
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// The value of a variable; none, and a failure kept, when there is no such value.
    private mutating func value(
        of name: String, isClosed: Bool, at mark: YAMLMark?
    ) throws -> String.UTF8View {
        guard isClosed, let first = name.utf8.first, !isDigit(first) else {
            failures.append(YAMLFailure.malformedVariable(at: mark))
            return "".utf8
        }
        guard let value = variables[name] else {
            // Once the list is full, a failure is counted and not shown.
            let isShown = failures.failures.count < FailureList.limit
            let nearest = isShown ? proposal(for: name, in: variables.keys) : nil
            failures.append(YAMLFailure.unknownVariable(name, nearest: nearest, at: mark))
            return "".utf8
        }
        added += value.utf8.count
        guard added <= limit else { throw YAMLFailure.tooMuchText(limit: limit, at: mark) }
        return value.utf8
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
        return letters.contains(byte | 0x20) || isDigit(byte) || byte == UInt8(ascii: "_")
    }
}
