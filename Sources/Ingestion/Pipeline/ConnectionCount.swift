/// How many connections send the rows of a load at most: from 1 to 16.
package struct ConnectionCount: Hashable, Sendable {
    package static let range = 1...16

    /// What holds when nothing is said.
    package static let usual = ConnectionCount(known: 2)

    package let count: Int

    /// - Throws: ``SourceFailure/notAConnectionCount(_:)``.
    package init(_ count: Int) throws {
        guard Self.range.contains(count) else { throw SourceFailure.notAConnectionCount(count) }
        self.count = count
    }

    private init(known count: Int) {
        self.count = count
    }
}

extension ConnectionCount: Decodable {
    package init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(Int.self))
    }
}
