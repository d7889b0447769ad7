import CYAML

/// libyaml's emitter, which collects its text in memory.
///
/// The pointers never leave this file. An event belongs to libyaml from the
/// moment it is given, also when that fails.
struct EventEmitter: ~Copyable {
    /// The bytes written so far, behind a pointer that libyaml hands back to the handler.
    private final class Output {
        var bytes: [UInt8] = []
    }

    private let output = Output()
    private let emitter: UnsafeMutablePointer<yaml_emitter_t>

    init() throws {
        emitter = .allocate(capacity: 1)
        guard yaml_emitter_initialize(emitter) == 1 else {
            throw YAMLFailure.library("libyaml could not begin to write")
        }
        yaml_emitter_set_encoding(emitter, YAML_UTF8_ENCODING)
        yaml_emitter_set_unicode(emitter, 1)
        yaml_emitter_set_indent(emitter, 2)
        yaml_emitter_set_width(emitter, -1)
        yaml_emitter_set_output(
            emitter,
            { output, bytes, count in
                guard let output, let bytes else { return 0 }
                Unmanaged<Output>.fromOpaque(output).takeUnretainedValue()
                    .bytes.append(contentsOf: UnsafeBufferPointer(start: bytes, count: count))
                return 1
            }, Unmanaged.passUnretained(output).toOpaque())
    }

    deinit {
        yaml_emitter_delete(emitter)
        emitter.deallocate()
    }

    /// What was written; whole after ``end()``.
    var text: String { String(decoding: output.bytes, as: UTF8.self) }

    borrowing func begin() throws {
        try emit { yaml_stream_start_event_initialize($0, YAML_UTF8_ENCODING) }
        try emit { yaml_document_start_event_initialize($0, nil, nil, nil, 1) }
    }

    borrowing func end() throws {
        try emit { yaml_document_end_event_initialize($0, 1) }
        try emit { yaml_stream_end_event_initialize($0) }
    }

    borrowing func beginSequence() throws {
        try emit { yaml_sequence_start_event_initialize($0, nil, nil, 1, YAML_BLOCK_SEQUENCE_STYLE) }
    }

    borrowing func endSequence() throws {
        try emit { yaml_sequence_end_event_initialize($0) }
    }

    borrowing func beginMapping() throws {
        try emit { yaml_mapping_start_event_initialize($0, nil, nil, 1, YAML_BLOCK_MAPPING_STYLE) }
    }

    borrowing func endMapping() throws {
        try emit { yaml_mapping_end_event_initialize($0) }
    }

    /// Writes a scalar in the style wished for, or in quotes where that style cannot hold it.
    borrowing func scalar(_ text: String, style: YAMLScalar.Style) throws {
        var text = text
        try text.withUTF8 { bytes in
            guard let count = Int32(exactly: bytes.count) else {
                throw YAMLFailure.library("a text of \(bytes.count) bytes is too long for libyaml")
            }
            // An empty buffer may have no address, which libyaml needs.
            let empty: StaticString = ""
            try emit {
                yaml_scalar_event_initialize(
                    $0, nil, nil, bytes.baseAddress ?? empty.utf8Start, count, 1, 1, style.libyaml)
            }
        }
    }

    private borrowing func emit(_ initialize: (UnsafeMutablePointer<yaml_event_t>) -> Int32) throws {
        var event = yaml_event_t()
        guard initialize(&event) == 1, yaml_emitter_emit(emitter, &event) == 1 else {
            let problem = emitter.pointee.problem.map { String(cString: $0) }
            throw YAMLFailure.library(problem ?? "libyaml ran out of memory")
        }
    }
}

extension YAMLScalar.Style {
    fileprivate var libyaml: yaml_scalar_style_t {
        switch self {
        case .plain: YAML_PLAIN_SCALAR_STYLE
        case .singleQuoted: YAML_SINGLE_QUOTED_SCALAR_STYLE
        case .doubleQuoted: YAML_DOUBLE_QUOTED_SCALAR_STYLE
        case .literal, .folded: YAML_LITERAL_SCALAR_STYLE
        }
    }
}
