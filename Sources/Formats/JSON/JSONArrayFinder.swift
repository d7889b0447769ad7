/// Finds the array of a JSON text whose objects are the rows.
///
/// It looks only where a path leads: an array within another is part of a row.
struct JSONArrayFinder: ~Copyable {
    private var reader: JSONReader
    private var filled: [JSONPath] = []
    private var empty: [JSONPath] = []
    private var names: [String] = []

    /// More are not told apart in a failure.
    private static let limit = 64

    init(_ source: any ByteSource, _ limits: FormatLimits) {
        reader = JSONReader(source, limits: limits, isSequence: true)
    }

    /// - Throws: ``FormatFailure`` when there is no such array, when there are several, or when the text is not valid.
    mutating func find() throws -> JSONLayout {
        let first = try reader.next()
        try visit(first)
        let second = try reader.next()
        if second != .end {
            // Values behind each other: each is a row, whatever arrays lie in them.
            guard first == .beginObject, second == .beginObject else {
                throw reader.failure(.textBehindValue)
            }
            return .lines
        }
        if filled.count == 1 { return .array(at: filled[0]) }
        if filled.isEmpty, empty.count == 1 { return .array(at: empty[0]) }
        if filled.isEmpty { throw FormatFailure.noArrayOfObjects(reader.name, path: nil) }
        throw FormatFailure.severalArraysOfObjects(reader.name, paths: filled)
    }

    private mutating func visit(_ event: JSONEvent) throws {
        switch event {
        case .beginObject:
            while try reader.next() == .name {
                names.append(reader.textString)
                try visit(reader.next())
                names.removeLast()
            }
        case .beginArray:
            let element = try reader.next()
            if element == .endArray {
                if empty.count < Self.limit { empty.append(JSONPath(names)) }
                return
            }
            if element == .beginObject, filled.count < Self.limit { filled.append(JSONPath(names)) }
            try reader.skipRest(of: element)
            try reader.skipRest(of: .beginArray)
        default: return
        }
    }
}
