/// One step of libyaml's walk through a text, in Swift's own types.
struct ParserEvent {
    enum Kind {
        case streamStart
        case streamEnd
        case documentStart
        case documentEnd(isImplicit: Bool)
        case alias(String)
        case scalar(text: String, style: YAMLScalar.Style, properties: Properties)
        case sequenceStart(Properties)
        case sequenceEnd
        case mappingStart(Properties)
        case mappingEnd
    }

    /// What may stand before a node: `&anchor` and `!tag`.
    struct Properties {
        let anchor: String?
        let tag: String?
    }

    let kind: Kind
    let start: YAMLMark
    let end: YAMLMark
}
