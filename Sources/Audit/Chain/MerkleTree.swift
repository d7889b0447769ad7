import Cryptography

/// The root of a Merkle tree whose leaves come one by one, in memory that grows with their number's logarithm.
///
/// **Source** RFC 6962, section 2.1
package struct MerkleTree: Sendable {
    /// Roots of whole trees, the largest first, each of twice as many leaves as the next or more.
    private var peaks: [[UInt8]] = []
    package private(set) var count = 0

    package init() {}

    /// Adds a leaf.
    package mutating func append(_ leaf: [UInt8]) throws {
        var root = try SHA256.hash([0] + leaf)
        // Each one at the end of the number's binary form is a tree of the size of the new one.
        var carry = count
        while carry & 1 == 1 {
            root = try SHA256.hash([1] + peaks.removeLast() + root)
            carry >>= 1
        }
        peaks.append(root)
        count += 1
    }

    /// The root over the leaves so far.
    package func root() throws -> [UInt8] {
        guard var root = peaks.last else { return try SHA256.hash([UInt8]()) }
        for peak in peaks.dropLast().reversed() { root = try SHA256.hash([1] + peak + root) }
        return root
    }
}
