package import Vocabulary

/// A value with the place where it was written, for checks that come after decoding.
///
/// A field `users: YAMLMarked<Int>` lets the check of a limit answer with the
/// line and a caret:
///
///     throw limits.users.rejected(by: TierFailure.above(limit))
package struct YAMLMarked<Value: Decodable>: Decodable {
    /// The value itself.
    package var value: Value

    /// The place of the value, or nil when a program made it.
    package var mark: YAMLMark?

    /// A value with a place.
    package init(_ value: Value, mark: YAMLMark? = nil) {
        self.value = value
        self.mark = mark
    }

    /// Decodes the value and notes its place.
    package init(from decoder: any Decoder) throws {
        value = try decoder.singleValueContainer().decode(Value.self)
        mark = (decoder as? NodeDecoder).flatMap { $0.node.mark ?? $0.keyMark }
    }

    /// A failure about this value, shown at its place.
    package func rejected(by failure: any Failure) -> YAMLFailure {
        .rejected(failure, at: mark)
    }
}

extension YAMLMarked: Sendable where Value: Sendable {}

extension YAMLMarked: Equatable where Value: Equatable {
    package static func == (left: YAMLMarked, right: YAMLMarked) -> Bool { left.value == right.value }
}
