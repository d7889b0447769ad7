import Vocabulary

/// The decoder that a type's `init(from:)` is given: one node of the tree.
///
/// It notes which keys the type knows and asks for, so that the others can be
/// reported once the initialiser has ended, without any help from the type.
final class NodeDecoder: Decoder {
    let node: YAMLNode
    let codingPath: [any CodingKey]
    let userInfo: [CodingUserInfoKey: Any] = [:]
    let session: DecodingSession

    /// Where the key stands whose value this is.
    let keyMark: YAMLMark?

    private var keysInUse = KeyUse()
    private var nested: [NodeDecoder] = []

    init(node: YAMLNode, path: [any CodingKey], keyMark: YAMLMark?, session: DecodingSession) {
        self.node = node
        self.codingPath = path
        self.keyMark = keyMark
        self.session = session
    }

    // MARK: Decoder

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard case .mapping(let mapping) = node else { throw wrongKind(needed: "a mapping") }
        keysInUse.accept(type, of: mapping)
        return KeyedDecodingContainer(KeyedNodeContainer(decoder: self, mapping: mapping))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard case .sequence(let sequence) = node else { throw wrongKind(needed: "a list") }
        return UnkeyedNodeContainer(decoder: self, elements: sequence.elements)
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer {
        SingleNodeContainer(decoder: self)
    }

    /// The failure for a node of another kind than is asked for.
    func wrongKind(needed: String) -> YAMLFailure {
        let path = codingPath.dotted
        let mark = node.mark ?? keyMark
        return node.isNull
            ? .missingValue(path: path, needed: needed, at: mark)
            : .wrongKind(path: path, needed: needed, found: node.kindInWords, at: mark)
    }

    // MARK: Keys

    /// The value of a key, noted as asked for.
    func entry(_ key: any CodingKey) -> YAMLMapping.Entry? {
        guard case .mapping(let mapping) = node else { return nil }
        return keysInUse.entry(key.stringValue, of: mapping)
    }

    /// Notes a required key that is not there.
    func miss(_ key: any CodingKey) {
        keysInUse.missing.append(key.stringValue)
    }

    /// A decoder for a value that a type opens by hand, checked when this one is.
    func nested(_ node: YAMLNode, key: any CodingKey, keyMark: YAMLMark?) -> NodeDecoder {
        let decoder = NodeDecoder(node: node, path: codingPath + [key], keyMark: keyMark, session: session)
        nested.append(decoder)
        return decoder
    }

    /// Reports keys that are unknown, and required ones that are missing.
    ///
    /// - Parameter isComplete: whether the type's initialiser came to its end.
    ///   If not, it may know more keys than it came to ask for. Unless it lists
    ///   them, an unknown key is then reported only beside a missing one or
    ///   when it looks like one that was asked for.
    func checkKeys(isComplete: Bool) {
        for decoder in nested { decoder.checkKeys(isComplete: isComplete) }
        guard case .mapping(let mapping) = node, keysInUse.isKeyed else { return }
        var mended: Set<String> = []
        for entry in keysInUse.unknownEntries(of: mapping) {
            let nearest = session.mayPropose() ? keysInUse.nearestKey(to: entry.key) : nil
            let mendsMissing = nearest.map(keysInUse.missing.contains) ?? false
            let knowsAll = isComplete || keysInUse.knowsAllNames
            guard knowsAll || nearest != nil || !keysInUse.missing.isEmpty else { continue }
            if let nearest, mendsMissing { mended.insert(nearest) }
            let known = knowsAll ? keysInUse.names : []
            session.record(
                .unknownKey(entry.key, nearest: nearest, known: known, at: entry.keyMark ?? mapping.mark))
        }
        for key in keysInUse.missing where !mended.contains(key) {
            let path = (codingPath + [PathKey(stringValue: key)]).dotted
            session.record(.missingKey(path: path, at: keyMark ?? mapping.mark))
        }
    }
}
