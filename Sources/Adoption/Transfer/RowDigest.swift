internal import Cryptography

/// A digest of rows that does not depend on their order, and sees a row that is there twice.
///
/// The sum of the first half of each row's SHA-256, modulo 2^128.
package struct RowDigest: Hashable, Sendable {
    private var high: UInt64 = 0
    private var low: UInt64 = 0

    package init() {}

    /// Reads what ``text`` wrote.
    package init?(_ text: String) {
        guard text.utf8.count == 32, let high = UInt64(text.prefix(16), radix: 16),
            let low = UInt64(text.suffix(16), radix: 16)
        else { return nil }
        self.high = high
        self.low = low
    }

    /// Thirty-two hexadecimal digits.
    package var text: String { Self.digits(high) + Self.digits(low) }

    package mutating func add(_ row: UnsafeRawBufferPointer) throws {
        let digest = try SHA256.hash(row)
        add(high: Self.number(digest[0..<8]), low: Self.number(digest[8..<16]))
    }

    package mutating func add(_ other: RowDigest) {
        add(high: other.high, low: other.low)
    }

    private mutating func add(high: UInt64, low: UInt64) {
        let (sum, isCarried) = self.low.addingReportingOverflow(low)
        self.low = sum
        self.high = self.high &+ high &+ (isCarried ? 1 : 0)
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }

    private static func digits(_ number: UInt64) -> String {
        let text = String(number, radix: 16)
        return String(repeating: "0", count: 16 - text.count) + text
    }
}
