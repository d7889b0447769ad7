/// A collection whose elements are decoded one after another, also after one has failed.
protocol ElementwiseDecodable {
    /// - Throws: ``RecordedFailure`` when any element failed.
    static func decodeElements(from decoder: NodeDecoder) throws -> Self
}

extension Array: ElementwiseDecodable where Element: Decodable {
    static func decodeElements(from decoder: NodeDecoder) throws -> [Element] {
        guard case .sequence(let sequence) = decoder.node else {
            decoder.session.record(decoder.wrongKind(needed: "a list"))
            throw RecordedFailure()
        }
        let before = decoder.session.failureCount
        let values = sequence.elements.enumerated().compactMap { index, node in
            // A failed element is kept in the session.
            try? decoder.session.decode(
                Element.self, from: node, path: decoder.codingPath + [PathKey(index: index)], keyMark: nil)
        }
        guard decoder.session.failureCount == before else { throw RecordedFailure() }
        return values
    }
}

extension Dictionary: ElementwiseDecodable where Key: CodingKeyRepresentable, Value: Decodable {
    static func decodeElements(from decoder: NodeDecoder) throws -> [Key: Value] {
        guard case .mapping(let mapping) = decoder.node else {
            decoder.session.record(decoder.wrongKind(needed: "a mapping"))
            throw RecordedFailure()
        }
        let before = decoder.session.failureCount
        var values: [Key: Value] = [:]
        for entry in mapping.entries {
            let path = decoder.codingPath + [PathKey(stringValue: entry.key)]
            guard let key = key(entry.key) else {
                decoder.session.record(unknownKey(entry, in: mapping, decoder.session))
                continue
            }
            // A failed value is kept in the session.
            let value = try? decoder.session.decode(
                Value.self, from: entry.value, path: path, keyMark: entry.keyMark)
            if let value { values[key] = value }
        }
        guard decoder.session.failureCount == before else { throw RecordedFailure() }
        return values
    }

    private static func key(_ text: String) -> Key? {
        // A number as key is asked for by its value, any other key by its text.
        Key.self == Int.self
            ? Int(text).flatMap { Key(codingKey: PathKey(index: $0)) }
            : Key(codingKey: PathKey(stringValue: text))
    }

    private static func unknownKey(
        _ entry: YAMLMapping.Entry, in mapping: YAMLMapping, _ session: DecodingSession
    ) -> YAMLFailure {
        let known = (Key.self as? any (CaseIterable & CodingKeyRepresentable).Type)?.keyNames ?? []
        return .unknownKey(
            entry.key, nearest: session.mayPropose() ? proposal(for: entry.key, in: known) : nil,
            known: known, at: entry.keyMark ?? mapping.mark)
    }
}

extension CaseIterable where Self: CodingKeyRepresentable {
    /// Every key of the type as it is written in a file.
    fileprivate static var keyNames: [String] { allCases.map(\.codingKey.stringValue) }
}
