package import Vocabulary

extension YAMLNode {
    /// The node as JSON, for a field whose shape is free.
    ///
    /// No field says a type here, so the spelling does: without quotes, `true`
    /// and `false`, what JSON itself would take for a number, and null; everything
    /// else is a string, so that `01004` and `no` keep their text.
    package var json: JSON {
        switch self {
        case .scalar(let scalar) where scalar.isNull: .null
        case .scalar(let scalar) where scalar.style != .plain: .string(scalar.text)
        case .scalar(let scalar) where scalar.text == "true": .bool(true)
        case .scalar(let scalar) where scalar.text == "false": .bool(false)
        case .scalar(let scalar) where PlainText.isJSONNumber(scalar.text): .number(scalar.text)
        case .scalar(let scalar): .string(scalar.text)
        case .sequence(let sequence): .array(sequence.elements.map(\.json))
        case .mapping(let mapping): .object(mapping.entries.map { JSON.Member($0.key, $0.value.json) })
        }
    }

    /// A tree that says the same as a JSON value and reads back as it.
    package init(_ json: JSON) {
        switch json {
        case .null: self = .scalar(YAMLScalar("null", style: .plain))
        case .bool(let value): self = .scalar(YAMLScalar(value ? "true" : "false", style: .plain))
        case .number(let digits): self = .scalar(YAMLScalar(digits, style: .plain))
        case .string(let text): self = .scalar(YAMLScalar(text))
        case .array(let elements): self = .sequence(YAMLSequence(elements.map(YAMLNode.init)))
        case .object(let members):
            self = .mapping(YAMLMapping(members.map { YAMLMapping.Entry($0.name, YAMLNode($0.value)) }))
        }
    }
}

extension YAMLScalar {
    /// A text in the most readable style in which every reader takes it for a text.
    package init(_ text: String) {
        self.init(text, style: PlainText.style(for: text))
    }
}
