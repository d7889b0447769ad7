import Vocabulary

/// Makes a Swift value out of a tree, reading each scalar as its field's type says.
///
/// - `String` takes any text as it was written: `01004`, `no`, `12:30:45`,
///   `1.10`. Nothing, `~` or `null` without quotes is no text: an optional
///   becomes nil, anything else is a failure.
/// - Integers are decimal, without `_` and leading zeros. `Double` has a point
///   and is finite. `Bool` is `true` or `false` and nothing else. Quotes round
///   any of them do no harm, since variables are often quoted.
/// - An enumeration that is `CaseIterable` gets «Did you mean».
///
/// **Unknown keys** are failures for every type with coding keys, with no
/// effort on its side: a key is known when the coding keys accept it, and the
/// names to propose are those that the type asked for (all of them, also after
/// a failure, when the coding keys are `CaseIterable`). A type that reads one mapping through
/// several sets of coding keys may do so; a dictionary accepts every key.
///
/// **Several failures** are found in one run: decoding goes on after a wrong or
/// missing `String`, number, `Bool`, array or dictionary, after whatever fails
/// under `decodeIfPresent`, and in the next element of an array or dictionary.
/// A stand-in (`""`, `0`, `false`, `[]`) takes the place of what failed and is never
/// seen outside, since the whole decoding fails in the end; what a type's own
/// `init(from:)` throws after such a failure is dropped as its consequence.
///
/// A ``Failure`` that an `init(from:)` throws keeps its code and words and gains
/// the place of the value. A dictionary's keys must be `CodingKeyRepresentable`.
package struct YAMLDecoder: Sendable {
    /// A decoder with nothing to set.
    package init() {}

    /// Decodes a value.
    ///
    /// - Throws: ``YAMLFailure``; several of them as a ``FailureList``, in the
    ///   order of their places.
    package func decode<Value: Decodable>(_ type: Value.Type, from node: YAMLNode) throws -> Value {
        let session = DecodingSession()
        do {
            let value = try session.decode(type, from: node, path: [], keyMark: nil)
            try session.failuresInOrder.throwIfAny()
            return value
        } catch is RecordedFailure {
            try session.failuresInOrder.throwIfAny()
            throw YAMLFailure.library("decoding of \(type) stopped without a reason")
        }
    }

    /// Decodes a whole document.
    package func decode<Value: Decodable>(_ type: Value.Type, from document: YAMLDocument) throws -> Value {
        try decode(type, from: document.root)
    }
}
