package import FoundationEssentials

extension UUID: PostgresEncodable, PostgresDecodable {
    package static var postgresType: PostgresType { .uuid }
    package static var postgresArrayType: PostgresType { .uuidArray }
    package var postgresValue: BoundValue { BoundValue(.text(uuidString.lowercased()), as: .uuid) }

    package init?(postgresText text: String) { self.init(uuidString: text) }
}

/// An instant, kept to the microsecond as `timestamptz` does.
///
/// A `date` is read as its midnight in UTC, a `timestamp` as UTC.
extension Date: PostgresEncodable, PostgresDecodable {
    package static var postgresType: PostgresType { .timestamptz }
    package static var postgresArrayType: PostgresType { .timestamptzArray }

    package var postgresValue: BoundValue {
        let seconds = timeIntervalSinceReferenceDate
        // What no timestamp can hold is sent in words that the server refuses, or knows as infinity.
        guard abs(seconds) < 1e13 else {
            return BoundValue(.text(seconds.isInfinite ? "\(seconds)inity" : "\(seconds)"), as: .timestamptz)
        }
        let microseconds = Int64((seconds * 1e6).rounded()) + Self.referenceMicroseconds
        return BoundValue(.text(timestampText(microseconds: microseconds)), as: .timestamptz)
    }

    package init?(postgresText text: String) {
        guard let microseconds = timestampMicroseconds(from: text) else { return nil }
        self.init(timeIntervalSinceReferenceDate: Double(microseconds - Self.referenceMicroseconds) / 1e6)
    }

    /// From 1970, where Unix counts from, to 2001, where `Date` does.
    private static let referenceMicroseconds: Int64 = 978_307_200_000_000
}
