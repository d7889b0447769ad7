/// Finds what of a JSON text is to become rows: the objects of an array, those of an object by their keys, or values.
///
/// It looks only where a path leads: an array within another is part of a row.
struct JSONArrayFinder: ~Copyable {
    private var reader: JSONReader
    private let wanted: JSONPath?
    private var filled: [JSONPath] = []
    private var empty: [JSONPath] = []
    private var names: [String] = []

    /// Objects that hold nothing but objects that are like each other.
    private var keyed: [(path: JSONPath, key: String)] = []

    /// What lies at the path that is wanted.
    private var found: JSONLayout?

    /// Whether the whole text is an array of values.
    private var areValues = false

    /// More are not told apart in a failure.
    private static let limit = 64

    /// Objects by their keys do not lie deeper.
    private static let deepestKeys = 3

    /// - Parameter wanted: the only place to look at, when it is known.
    init(_ source: any ByteSource, _ limits: FormatLimits, at wanted: JSONPath? = nil) {
        reader = JSONReader(source, limits: limits, isSequence: wanted == nil)
        self.wanted = wanted
    }

    /// - Throws: ``FormatFailure`` when there are no such rows, when there are several, or when the text is not valid.
    mutating func find() throws -> JSONLayout {
        let first = try reader.next()
        _ = try visit(first)
        if let wanted { return found ?? .array(at: wanted) }
        let second = try reader.next()
        if second != .end {
            // Values behind each other: each is a row, whatever arrays lie in them.
            guard first == .beginObject, second == .beginObject else {
                throw reader.failure(.textBehindValue)
            }
            return .lines
        }
        if filled.count == 1 { return .array(at: filled[0]) }
        if let layout = objectsByKey() { return layout }
        if filled.isEmpty, empty.count == 1 { return .array(at: empty[0]) }
        if areValues { return .values(at: JSONPath([])) }
        if filled.isEmpty { throw FormatFailure.noArrayOfObjects(reader.name, path: nil) }
        throw FormatFailure.severalArraysOfObjects(reader.name, paths: filled)
    }

    /// The outermost object of objects, when there is one and every array of objects lies within one of its own.
    private func objectsByKey() -> JSONLayout? {
        let least = keyed.map(\.path.names.count).min()
        let outermost = keyed.filter { $0.path.names.count == least }
        guard outermost.count == 1, let (path, key) = outermost.first else { return nil }
        let areWithin = filled.allSatisfy {
            $0.names.count > path.names.count + 1 && $0.names.starts(with: path.names)
        }
        return areWithin ? .members(of: path, key: key) : nil
    }

    /// - Returns: the names of the members of an object.
    private mutating func visit(_ event: JSONEvent) throws -> [String] {
        switch event {
        case .beginObject: return try visitObject()
        case .beginArray:
            try visitArray()
            return []
        default: return []
        }
    }

    private mutating func visitArray() throws {
        let element = try reader.next()
        let path = JSONPath(names)
        if path == wanted { found = element.isValue ? .values(at: path) : .array(at: path) }
        if element == .endArray {
            if empty.count < Self.limit { empty.append(JSONPath(names)) }
            return
        }
        if element == .beginObject, filled.count < Self.limit { filled.append(JSONPath(names)) }
        if element.isValue, names.isEmpty { areValues = true }
        try reader.skipRest(of: element)
        try reader.skipRest(of: .beginArray)
    }

    private mutating func visitObject() throws -> [String] {
        var members = AlikeMembers()
        var own: [String] = []
        let isLooked = names.count <= Self.deepestKeys
        while try reader.next() == .name {
            let name = reader.textString
            if own.count < AlikeMembers.mostNames, names.count <= Self.deepestKeys + 1 { own.append(name) }
            names.append(name)
            let event = try reader.next()
            let inner = try visit(event)
            if isLooked { members.add(inner, isObject: event == .beginObject) }
            names.removeLast()
        }
        if names == wanted?.names { found = .members(of: JSONPath(names), key: members.freeName) }
        if isLooked, members.areAlike, keyed.count < Self.limit {
            keyed.append((JSONPath(names), members.freeName))
        }
        return own
    }
}

extension JSONEvent {
    /// Whether it is a value that holds no others and is not missing.
    fileprivate var isValue: Bool {
        switch self {
        case .string, .number, .bool: true
        default: false
        }
    }
}
