import Glibc

/// A range of addresses as `10.0.0.0/8` or `2001:db8::/32`, in the one form that PostgreSQL writes.
package struct NetworkRange: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The address in network order: four bytes or sixteen.
    private let bytes: [UInt8]
    /// How many of its first bits count.
    package let prefixLength: Int

    /// Reads an address with or without the length of its prefix; bits behind the prefix are dropped.
    ///
    /// - Returns: nil for what is no address, host names among them.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard !text.utf8.contains(0), let address = parts.first.flatMap({ Self.bytes(of: String($0)) }) else {
            return nil
        }
        var length = address.count * 8
        if parts.count == 2 {
            let digits = parts[1]
            guard (1...3).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                digits == "0" || !digits.hasPrefix("0"), let given = Int(digits), given <= length
            else { return nil }
            length = given
        }
        self.init(bytes: address, prefixLength: length)
    }

    /// Drops the bits behind the prefix.
    private init(bytes: [UInt8], prefixLength: Int) {
        self.bytes = bytes.enumerated().map { index, byte in
            let kept = min(8, max(0, prefixLength - index * 8))
            return byte & ~UInt8(truncatingIfNeeded: 0xFF >> kept)
        }
        self.prefixLength = prefixLength
    }

    package var description: String {
        var buffer = [UInt8](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let family = bytes.count == 4 ? AF_INET : AF_INET6
        let isWritten = buffer.withUnsafeMutableBytes { text in
            inet_ntop(family, bytes, text.baseAddress?.assumingMemoryBound(to: CChar.self), socklen_t(text.count))
                != nil
        }
        let address = isWritten ? String(decoding: buffer.prefix { $0 != 0 }, as: UTF8.self) : ""
        return "\(address)/\(prefixLength)"
    }

    /// Whether it is one address of the machine itself.
    package var isLoopback: Bool {
        bytes.count == 4
            ? bytes[0] == 127 && prefixLength >= 8 : bytes.dropLast().allSatisfy { $0 == 0 } && bytes[15] == 1
    }

    /// Whether every address of another range is one of this.
    package func contains(_ other: NetworkRange) -> Bool {
        guard bytes.count == other.bytes.count, prefixLength <= other.prefixLength else { return false }
        return NetworkRange(bytes: other.bytes, prefixLength: prefixLength) == self
    }

    package static func < (left: NetworkRange, right: NetworkRange) -> Bool {
        (left.bytes.count, left.prefixLength) == (right.bytes.count, right.prefixLength)
            ? left.bytes.lexicographicallyPrecedes(right.bytes)
            : (left.bytes.count, left.prefixLength) < (right.bytes.count, right.prefixLength)
    }

    private static func bytes(of address: String) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: 16)
        if inet_pton(AF_INET, address, &bytes) == 1 { return Array(bytes.prefix(4)) }
        return inet_pton(AF_INET6, address, &bytes) == 1 ? bytes : nil
    }
}

extension NetworkRange: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let range = NetworkRange(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no network")
        }
        self = range
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
