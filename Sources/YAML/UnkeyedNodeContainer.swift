/// The elements of a list, for a type that reads them one by one.
struct UnkeyedNodeContainer: UnkeyedDecodingContainer {
    let decoder: NodeDecoder
    let elements: [YAMLNode]
    private(set) var currentIndex = 0

    init(decoder: NodeDecoder, elements: [YAMLNode]) {
        self.decoder = decoder
        self.elements = elements
    }

    var codingPath: [any CodingKey] { decoder.codingPath }
    var count: Int? { elements.count }
    var isAtEnd: Bool { currentIndex >= elements.count }

    mutating func decodeNil() throws -> Bool {
        let isNull = try current().isNull
        if isNull { currentIndex += 1 }
        return isNull
    }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let element = try current()
        let path = codingPath + [PathKey(index: currentIndex)]
        // Also after a failure: a loop that ends with the list must come to its end.
        currentIndex += 1
        return try decoder.session.decode(type, from: element, path: path, keyMark: nil)
    }

    mutating func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type
    ) throws -> KeyedDecodingContainer<NestedKey> {
        try nested().container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try nested().unkeyedContainer()
    }

    mutating func superDecoder() throws -> any Decoder {
        try nested()
    }

    private mutating func nested() throws -> NodeDecoder {
        let element = try current()
        defer { currentIndex += 1 }
        return decoder.nested(element, key: PathKey(index: currentIndex), keyMark: nil)
    }

    private func current() throws -> YAMLNode {
        guard currentIndex < elements.count else {
            let found = elements.count == 1 ? "1 element" : "\(elements.count) elements"
            throw YAMLFailure.wrongKind(
                path: codingPath.dotted, needed: "another element", found: found,
                at: decoder.node.mark ?? decoder.keyMark)
        }
        return elements[currentIndex]
    }
}
