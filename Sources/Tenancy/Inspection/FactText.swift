import Glibc

/// Inspected objects as lines of columns, byte by byte as PostgreSQL writes rows as text.
///
/// A server gives what it holds of a tenant as such lines, one text a tenant.
/// Ten thousand tenants with nothing to do are ten thousand comparisons of
/// bytes; only a tenant whose text differs from what is wanted is taken apart.
package struct FactText: Equatable, Sendable {
    private(set) var bytes: [UInt8]

    init(_ bytes: [UInt8] = []) {
        self.bytes = bytes
    }

    /// Whether a server wrote the same.
    func equals(_ found: UnsafeRawBufferPointer) -> Bool {
        bytes.withUnsafeBytes { wanted in
            guard wanted.count == found.count else { return false }
            guard let wanted = wanted.baseAddress, let other = found.baseAddress else { return true }
            return memcmp(wanted, other, found.count) == 0
        }
    }

    /// How many objects these are; a line end within quotes is part of a name.
    var lineCount: Int {
        var count = bytes.isEmpty ? 0 : 1
        var isQuoted = false
        for byte in bytes {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if byte == UInt8(ascii: "\n"), !isQuoted { count += 1 }
        }
        return count
    }

    /// Adds the objects of another text.
    mutating func append(_ other: FactText) {
        if !bytes.isEmpty, !other.bytes.isEmpty { bytes.append(UInt8(ascii: "\n")) }
        bytes += other.bytes
    }

    /// Adds an object.
    mutating func line(_ columns: (inout FactText) -> Void) {
        if bytes.isEmpty { bytes.reserveCapacity(1024) } else { bytes.append(UInt8(ascii: "\n")) }
        bytes.append(UInt8(ascii: "("))
        columns(&self)
        // Each column was followed by a comma.
        bytes[bytes.count - 1] = UInt8(ascii: ")")
    }

    mutating func add(_ value: String?) {
        let start = bytes.count
        if let value {
            bytes.append(contentsOf: value.utf8)
            quote(from: start, in: .row)
        }
        bytes.append(UInt8(ascii: ","))
    }

    mutating func add(_ value: Int) { add(String(value)) }

    /// Adds texts in the order of their bytes, as `order by … collate "C"` has them.
    ///
    /// - Parameter orNull: whether none are null, as of an aggregate.
    mutating func add(_ values: [String], orNull isNullable: Bool = false) {
        if isNullable, values.isEmpty { return add(nil as String?) }
        let start = bytes.count
        bytes.append(UInt8(ascii: "{"))
        for value in values.count > 1 ? values.sorted(by: isBefore) : values {
            let start = bytes.count
            bytes.append(contentsOf: value.utf8)
            quote(from: start, in: .array)
            bytes.append(UInt8(ascii: ","))
        }
        if !values.isEmpty { bytes.removeLast() }
        bytes.append(UInt8(ascii: "}"))
        quote(from: start, in: .row)
        bytes.append(UInt8(ascii: ","))
    }

    /// What a value is part of, which says when it stands in quotes.
    private enum Whole {
        case row, array

        func isPlain(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: ","), UInt8(ascii: " "), 0x09...0x0D: false
            case UInt8(ascii: "("), UInt8(ascii: ")"): self == .array
            case UInt8(ascii: "{"), UInt8(ascii: "}"): self == .row
            default: true
            }
        }
    }

    /// Puts the last bytes in quotes where PostgreSQL does.
    private mutating func quote(from start: Int, in whole: Whole) {
        let value = bytes[start...]
        let isNullWord = whole == .array && value.lazy.map { $0 | 0x20 }.elementsEqual("null".utf8)
        if !value.isEmpty, !isNullWord, value.allSatisfy(whole.isPlain) { return }
        let plain = Array(value)
        bytes.removeSubrange(start...)
        bytes.append(UInt8(ascii: "\""))
        for byte in plain {
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
                bytes.append(whole == .row ? byte : UInt8(ascii: "\\"))
            }
            bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "\""))
    }
}

/// Whether a text comes before another in the order of bytes, which `collate "C"` has.
func isBefore(_ left: String, _ right: String) -> Bool {
    let order = left.utf8.withContiguousStorageIfAvailable { left in
        right.utf8.withContiguousStorageIfAvailable { right -> Bool in
            guard let one = left.baseAddress, let other = right.baseAddress else { return left.count < right.count }
            let order = memcmp(one, other, min(left.count, right.count))
            return order < 0 || (order == 0 && left.count < right.count)
        }
    }
    return (order ?? nil) ?? left.utf8.lexicographicallyPrecedes(right.utf8)
}
