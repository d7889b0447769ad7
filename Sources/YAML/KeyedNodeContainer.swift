/// The keys and values of a mapping, as a type's coding keys name them.
struct KeyedNodeContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let decoder: NodeDecoder
    let mapping: YAMLMapping

    var codingPath: [any CodingKey] { decoder.codingPath }
    var allKeys: [Key] { mapping.entries.compactMap { Key(stringValue: $0.key) } }

    func contains(_ key: Key) -> Bool { decoder.entry(key) != nil }

    func decodeNil(forKey key: Key) throws -> Bool { decoder.entry(key)?.value.isNull ?? true }

    // MARK: Values

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        // With a stand-in, decoding goes on after a failure.
        let standIn = (type as? any StandIn.Type)?.standIn as? Value
        guard let entry = decoder.entry(key) else {
            decoder.miss(key)
            if let standIn { return standIn }
            throw RecordedFailure()
        }
        do {
            return try value(type, of: entry, key)
        } catch let failure as RecordedFailure {
            if let standIn { return standIn }
            throw failure
        }
    }

    func decodeIfPresent<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value? {
        guard let entry = decoder.entry(key), !entry.value.isNull else { return nil }
        // The failure is kept in the session, and nil lets decoding go on.
        return try? value(type, of: entry, key)
    }

    private func value<Value: Decodable>(
        _ type: Value.Type, of entry: YAMLMapping.Entry, _ key: Key
    ) throws -> Value {
        try decoder.session.decode(
            type, from: entry.value, path: codingPath + [PathKey(stringValue: key.stringValue)],
            keyMark: entry.keyMark)
    }

    // MARK: Nested containers

    func nestedContainer<NestedKey: CodingKey>(
        keyedBy type: NestedKey.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<NestedKey> {
        try nested(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try nested(key).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder {
        try nested(PathKey(stringValue: "super"))
    }

    func superDecoder(forKey key: Key) throws -> any Decoder {
        try nested(key)
    }

    private func nested(_ key: any CodingKey) throws -> NodeDecoder {
        guard let entry = decoder.entry(key) else {
            decoder.miss(key)
            throw RecordedFailure()
        }
        return decoder.nested(
            entry.value, key: PathKey(stringValue: key.stringValue), keyMark: entry.keyMark)
    }
}
