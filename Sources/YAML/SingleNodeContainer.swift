/// One node as a whole, for a type that is written as a single value.
struct SingleNodeContainer: SingleValueDecodingContainer {
    let decoder: NodeDecoder

    var codingPath: [any CodingKey] { decoder.codingPath }

    func decodeNil() -> Bool { decoder.node.isNull }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try decoder.session.decode(
            type, from: decoder.node, path: codingPath, keyMark: decoder.keyMark)
    }
}
