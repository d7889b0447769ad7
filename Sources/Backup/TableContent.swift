import Cryptography
package import Postgres
import Vocabulary

/// How many rows a table has, and a sum over all of them in which their order has no part.
package struct TableContent: Hashable, Codable, Sendable {
    package let schema: String
    package let table: String
    package let rows: Int
    /// The rows' SHA-256 added up, in hexadecimal digits.
    package let sum: String

    package init(of table: CopiedTable, _ sum: RowSum) {
        schema = table.schema.text
        self.table = table.name.text
        rows = sum.rows
        self.sum = sum.text
    }

    /// Reads a table and counts and adds up its rows.
    package static func read(_ table: CopiedTable, from connection: borrowing Connection) throws -> TableContent {
        var sum = RowSum()
        try table.read(from: connection) { try sum.add($0) }
        return TableContent(of: table, sum)
    }
}

/// A sum of SHA-256 over rows as COPY writes them.
///
/// Two tables of the same rows in whatever order have the same sum; one that lost, doubled or changed a row has
/// another. It finds faults and is no signature.
package struct RowSum: Sendable {
    package private(set) var rows = 0
    private var lanes: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

    package init() {}

    /// Adds a row.
    package mutating func add(_ row: UnsafeRawBufferPointer) throws {
        let digest = try SHA256.hash(row)
        digest.withUnsafeBytes { bytes in
            lanes.0 &+= bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self).bigEndian
            lanes.1 &+= bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self).bigEndian
            lanes.2 &+= bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self).bigEndian
            lanes.3 &+= bytes.loadUnaligned(fromByteOffset: 24, as: UInt64.self).bigEndian
        }
        rows += 1
    }

    package var text: String {
        [lanes.0, lanes.1, lanes.2, lanes.3].map { lane in
            let digits = String(lane, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }
}
