import Vocabulary

/// Thrown up to where decoding can go on; the failure itself is already kept.
struct RecordedFailure: Error {}

/// One run of a decoder, with the failures found so far.
///
/// A class, since every container of the run adds to the one list.
final class DecodingSession {
    private var failures: [YAMLFailure] = []
    private var proposals = 0

    /// How many failures were found, by which a caller sees whether one lies within its part.
    var failureCount: Int { failures.count }

    func record(_ failure: YAMLFailure) {
        failures.append(failure)
    }

    /// Whether to look for the nearest of all names once more, which costs their number each time.
    func mayPropose() -> Bool {
        proposals += 1
        return proposals <= 100
    }

    /// The failures by place.
    var failuresInOrder: FailureList { FailureList(inOrder: failures) }

    /// Decodes one node, whatever its type.
    ///
    /// - Throws: ``RecordedFailure`` only.
    func decode<Value: Decodable>(
        _ type: Value.Type, from node: YAMLNode, path: [any CodingKey], keyMark: YAMLMark?
    ) throws -> Value {
        if let readable = type as? any ScalarReadable.Type {
            return try read(readable, from: node, path: path)
        }
        let decoder = NodeDecoder(node: node, path: path, keyMark: keyMark, session: self)
        if let elementwise = type as? any ElementwiseDecodable.Type {
            return try cast(try elementwise.decodeElements(from: decoder))
        }
        let before = failureCount
        do {
            let value = try Value(from: decoder)
            decoder.checkKeys(isComplete: true)
            return value
        } catch {
            recordThrown(error, by: type, decoder: decoder, before: before)
            decoder.checkKeys(isComplete: false)
            throw RecordedFailure()
        }
    }

    private func read<Value>(
        _ type: any ScalarReadable.Type, from node: YAMLNode, path: [any CodingKey]
    ) throws -> Value {
        do {
            return try cast(try type.read(node, path: path.dotted))
        } catch let failure as YAMLFailure {
            record(failure)
            throw RecordedFailure()
        }
    }

    /// A metatype found by a cast gives back values of the type that was cast.
    private func cast<Value>(_ value: Any) throws -> Value {
        guard let value = value as? Value else {
            record(.library("decoding gave \(Swift.type(of: value)) for \(Value.self)"))
            throw RecordedFailure()
        }
        return value
    }

    /// Keeps what an initialiser threw, in the words of this module.
    ///
    /// 1. It is kept already, here or further in.
    /// 2. A failure with a place of its own.
    /// 3. A failure found within this value before: what followed is its consequence.
    /// 4. A failure without a place, which gets this value's.
    /// 5. Anything else, in words.
    private func recordThrown(
        _ error: any Error, by type: any Any.Type, decoder: NodeDecoder, before: Int
    ) {
        if error is RecordedFailure { return }  // 1
        if let failure = error as? YAMLFailure { return record(failure) }  // 2
        if failureCount > before { return }  // 3
        let mark = decoder.node.mark ?? decoder.keyMark
        if let failure = error as? any Failure { return record(.rejected(failure, at: mark)) }  // 4
        if let list = error as? FailureList {
            for failure in list.failures {
                record(failure as? YAMLFailure ?? .rejected(failure, at: mark))
            }
            return
        }
        record(described(error, by: type, decoder: decoder))  // 5
    }

    private func described(_ error: any Error, by type: any Any.Type, decoder: NodeDecoder) -> YAMLFailure {
        let path = decoder.codingPath.dotted
        let mark = decoder.node.mark ?? decoder.keyMark
        if case .scalar(let scalar) = decoder.node, error is DecodingError,
            let choices = choices(of: type)
        {
            return .unknownChoice(path: path, text: scalar.text, choices: choices, at: mark)
        }
        switch error {
        case DecodingError.dataCorrupted(let context), DecodingError.typeMismatch(_, let context),
            DecodingError.valueNotFound(_, let context), DecodingError.keyNotFound(_, let context):
            return .refused(path: path, reason: quoted(context.debugDescription), at: mark)
        default:
            return .refused(path: path, reason: quoted("\(error)"), at: mark)
        }
    }

    /// The raw values of an enumeration, none when it does not list its cases; nil for other types.
    private func choices(of type: any Any.Type) -> [String]? {
        guard let enumeration = type as? any RawRepresentable.Type else { return nil }
        guard let listed = enumeration as? any CaseIterable.Type else { return [] }
        return listed.rawValues
    }
}

extension CaseIterable {
    /// The raw value of each case, as it is written in a file.
    fileprivate static var rawValues: [String] {
        allCases.compactMap { ($0 as? any RawRepresentable).map { "\($0.rawValue)" } }
    }
}

extension [any CodingKey] {
    /// The path as a message shows it: `limits.users`, `channels[1]`.
    var dotted: String {
        reduce(into: "") { text, key in
            if let index = key.intValue, key is PathKey {
                text += "[\(index)]"
            } else {
                text += text.isEmpty ? key.stringValue : ".\(key.stringValue)"
            }
        }
    }
}
