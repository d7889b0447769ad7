import CYAML

/// libyaml's parser over the bytes of one source.
///
/// The pointer never leaves this file; text is copied out of each event
/// before the event is freed.
struct EventParser: ~Copyable {
    private let source: YAMLSource
    private let parser: UnsafeMutablePointer<yaml_parser_t>

    /// Parses a source's bytes, lent for as long as this value lives.
    ///
    /// - Precondition: the buffer is not empty; libyaml refuses a null pointer.
    init(of source: YAMLSource, in buffer: UnsafeBufferPointer<UInt8>) throws {
        self.source = source
        self.parser = .allocate(capacity: 1)
        guard yaml_parser_initialize(parser) == 1 else {
            throw YAMLFailure.library("libyaml could not begin to parse")
        }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, buffer.baseAddress, buffer.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
    }

    /// Parses up to the next event.
    ///
    /// - Throws: ``YAMLFailure/syntax(_:)``, ``YAMLFailure/tabIndentation(at:)``.
    borrowing func next() throws -> ParserEvent {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw problem() }
        defer { yaml_event_delete(&event) }
        return ParserEvent(
            kind: try kind(of: event), start: mark(event.start_mark), end: mark(event.end_mark))
    }

    private borrowing func kind(of event: yaml_event_t) throws -> ParserEvent.Kind {
        let data = event.data
        switch event.type {
        case YAML_STREAM_START_EVENT: return .streamStart
        case YAML_STREAM_END_EVENT: return .streamEnd
        case YAML_DOCUMENT_START_EVENT: return .documentStart
        case YAML_DOCUMENT_END_EVENT: return .documentEnd(isImplicit: data.document_end.implicit != 0)
        case YAML_ALIAS_EVENT: return .alias(text(data.alias.anchor) ?? "")
        case YAML_SCALAR_EVENT:
            let bytes = UnsafeBufferPointer(start: data.scalar.value, count: data.scalar.length)
            return .scalar(
                text: String(decoding: bytes, as: UTF8.self), style: style(data.scalar.style),
                properties: .init(anchor: text(data.scalar.anchor), tag: text(data.scalar.tag)))
        case YAML_SEQUENCE_START_EVENT:
            let start = data.sequence_start
            return .sequenceStart(.init(anchor: text(start.anchor), tag: text(start.tag)))
        case YAML_SEQUENCE_END_EVENT: return .sequenceEnd
        case YAML_MAPPING_START_EVENT:
            let start = data.mapping_start
            return .mappingStart(.init(anchor: text(start.anchor), tag: text(start.tag)))
        case YAML_MAPPING_END_EVENT: return .mappingEnd
        default: throw YAMLFailure.library("libyaml gave event \(event.type.rawValue)")
        }
    }

    private borrowing func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        pointer.map { String(cString: $0) }
    }

    private borrowing func style(_ style: yaml_scalar_style_t) -> YAMLScalar.Style {
        switch style {
        case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
        case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
        case YAML_LITERAL_SCALAR_STYLE: .literal
        case YAML_FOLDED_SCALAR_STYLE: .folded
        default: .plain
        }
    }

    private borrowing func mark(_ mark: yaml_mark_t) -> YAMLMark {
        YAMLMark(source: source, line: Int(mark.line), scalarColumn: Int(mark.column))
    }

    /// The one translation of libyaml's error state.
    private borrowing func problem() -> YAMLFailure {
        guard parser.pointee.error == YAML_SCANNER_ERROR || parser.pointee.error == YAML_PARSER_ERROR,
            let words = parser.pointee.problem
        else {
            return .library(parser.pointee.problem.map { String(cString: $0) } ?? "libyaml ran out of memory")
        }
        let place = mark(parser.pointee.problem_mark)
        if let (tab, _) = source.tabbedIndentation(ofLine: place.line) {
            return .tabIndentation(at: YAMLMark(source: source, line: place.line, scalarColumn: tab))
        }
        if source.character(at: place) == "\t" { return .tabIndentation(at: place) }
        let context = parser.pointee.context.map { context in
            SyntaxProblem.Context(words: String(cString: context), mark: mark(parser.pointee.context_mark))
        }
        let character = source.character(at: place)
        return .syntax(
            SyntaxProblem(words: String(cString: words), character: character, context: context, mark: place))
    }
}
