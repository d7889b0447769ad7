extension YAMLNode {
    /// The node's text, for a reader that knows its fields from a table and not from a type.
    ///
    /// - Parameter path: where the field stands, for messages.
    /// - Throws: ``YAMLFailure`` that names path, need and text; so do those below.
    package func text(at path: @autoclosure () -> String) throws -> String { try String.read(self, path: path()) }

    /// The node's whole number.
    package func integer(at path: @autoclosure () -> String) throws -> Int { try Int.read(self, path: path()) }

    /// The node's number.
    package func number(at path: @autoclosure () -> String) throws -> Double { try Double.read(self, path: path()) }

    /// The node's truth value.
    package func flag(at path: @autoclosure () -> String) throws -> Bool { try Bool.read(self, path: path()) }

    /// The elements of a list.
    package func elements(at path: @autoclosure () -> String) throws -> [YAMLNode] {
        guard case .sequence(let sequence) = self else { throw otherKind(than: "a list", path: path()) }
        return sequence.elements
    }

    /// The keys and values of a mapping.
    package func entries(at path: @autoclosure () -> String) throws -> [YAMLMapping.Entry] {
        guard case .mapping(let mapping) = self else { throw otherKind(than: "a mapping", path: path()) }
        return mapping.entries
    }

    /// Whether a `$` stands anywhere in the node, so that it may hold a variable.
    package var mayHoldVariables: Bool {
        switch self {
        case .scalar(let scalar): scalar.text.utf8.contains(UInt8(ascii: "$"))
        case .sequence(let sequence): sequence.elements.contains(where: \.mayHoldVariables)
        case .mapping(let mapping):
            mapping.entries.contains { $0.key.utf8.contains(UInt8(ascii: "$")) || $0.value.mayHoldVariables }
        }
    }

    private func otherKind(than needed: String, path: String) -> YAMLFailure {
        isNull
            ? .missingValue(path: path, needed: needed, at: mark)
            : .wrongKind(path: path, needed: needed, found: kindInWords, at: mark)
    }
}
