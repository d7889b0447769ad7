import Cryptography
import FoundationEssentials
import Glibc

/// A file of published vectors: cases of fields, each a line `Name = value`.
///
/// The files are those of PyPI's `cryptography_vectors`, which
/// `scripts/install-test-modules` puts below `.build`.
struct VectorFile {
    /// A case: its fields by name, and `FAIL` where it must be refused.
    struct Case {
        fileprivate(set) var fields: [String: String] = [:]

        /// Whether the case must be refused.
        var fails: Bool { fields["FAIL"] != nil }

        /// A field as it stands.
        func text(_ name: String) throws -> String {
            guard let text = fields[name] else { throw VectorFailure.field(name) }
            return text
        }

        /// A field of hexadecimal digits.
        func bytes(_ name: String) throws -> [UInt8] {
            guard let bytes = try Hex.bytes(text(name)) else { throw VectorFailure.field(name) }
            return bytes
        }

        func number(_ name: String) throws -> Int {
            guard let number = try Int(text(name)) else { throw VectorFailure.field(name) }
            return number
        }
    }

    private static let folder =
        #filePath.split(separator: "/").dropLast(4).reduce("") { "\($0)/\($1)" }
        + "/.build/python/cryptography_vectors"

    /// Reads cases, each of which begins with a field of the name.
    static func cases(_ path: String, beginningWith first: String) throws -> [Case] {
        var cases: [Case] = []
        for line in try lines(path) where !line.isEmpty && !line.hasPrefix("#") && !line.hasPrefix("[") {
            let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = trimmed(parts[0])
            if name == first { cases.append(Case()) }
            guard !cases.isEmpty else { continue }
            cases[cases.count - 1].fields[name] = parts.count == 2 ? trimmed(parts[1]) : ""
        }
        return cases
    }

    /// Reads the lines of a file, without their ends.
    static func lines(_ path: String) throws -> [String] {
        guard let data = FileManager.default.contents(atPath: "\(folder)/\(path)") else {
            throw VectorFailure.missing(path)
        }
        // Looked for by the C library, since the files are large and tests are not optimised.
        return data.withUnsafeBytes { bytes in
            var lines: [String] = []
            var start = 0
            while start < bytes.count, let base = bytes.baseAddress {
                let end =
                    memchr(base + start, 0x0A, bytes.count - start).map { UnsafeRawPointer($0) - base } ?? bytes.count
                let isCarriage = end > start && bytes[end - 1] == 0x0D
                lines.append(String(decoding: bytes[start..<(isCarriage ? end - 1 : end)], as: UTF8.self))
                start = end + 1
            }
            return lines
        }
    }

    private static func trimmed(_ text: Substring) -> String {
        var utf8 = text.utf8
        while utf8.first == 0x20 { utf8.removeFirst() }
        while utf8.last == 0x20 { utf8.removeLast() }
        return String(Substring(utf8))
    }
}

/// Why vectors cannot be tried, which is a failure and never a reason to leave them out.
enum VectorFailure: Error, CustomStringConvertible {
    case missing(String)
    case field(String)

    var description: String {
        switch self {
        case .missing(let path):
            "the published vectors '\(path)' are missing: run scripts/install-test-modules, then the tests again"
        case .field(let name): "a case of the published vectors has no field '\(name)' that can be read"
        }
    }
}
