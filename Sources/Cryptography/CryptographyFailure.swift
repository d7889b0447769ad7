package import Vocabulary

/// What a cryptographic operation could not do, with no byte of any key or message.
package enum CryptographyFailure: Failure, Equatable {
    /// OpenSSL refused; the reasons are its own static texts.
    case library(operation: String, reasons: [String])
    /// The tag does not fit: another key, nonce or associated data, or changed bytes.
    case authentication
    /// A key, nonce or tag that is not as long as it must be, in bytes.
    case length(of: String, expected: Int, actual: Int)
    /// No memory could be had for a secret of so many bytes.
    case memory(byteCount: Int)
    /// A secret could not be read; the text is the system's.
    case unreadable(reason: String)
    /// A secret is longer than the reader's limit in bytes.
    case tooLong(limit: Int)
    /// A password that holds a NUL or nothing, so that no login can be made with it.
    case password(PasswordRule)
    /// A text that is not a SCRAM-SHA-256 verifier as PostgreSQL stores it.
    case verifier
    /// Bytes that a text was made of are not UTF-8.
    case notText
    /// A cost of scrypt that cannot be, or takes more memory or time than is allowed.
    case scryptCost(n: Int, r: Int, p: Int)
    /// A segment that cannot stand where it is in a stream.
    case segment(SegmentRule)

    /// The rule that a password breaks.
    package enum PasswordRule: Sendable {
        case empty, nul
    }

    /// The rule that a segment breaks, with its length in bytes.
    package enum SegmentRule: Sendable, Equatable {
        case length(Int, isLast: Bool)
        case emptyEnd, afterLast, tooMany
    }

    package var code: FailureCode {
        switch self {
        case .library: "CRY101"
        case .authentication: "CRY102"
        case .length: "CRY103"
        case .memory: "CRY104"
        case .unreadable: "CRY105"
        case .tooLong: "CRY106"
        case .password: "CRY107"
        case .verifier: "CRY108"
        case .notText: "CRY109"
        case .scryptCost: "CRY110"
        case .segment: "CRY111"
        }
    }

    package var kind: FailureKind {
        switch self {
        case .library: .internal
        case .memory: .unavailable
        case .unreadable: .configuration
        case .authentication, .length, .tooLong, .password, .verifier, .notText, .scryptCost, .segment:
            .invalidData
        }
    }

    package var message: String {
        switch self {
        case .library(let operation, _): "OpenSSL could not \(operation)"
        case .authentication: "sealed bytes do not open with this key"
        case .length(let name, let expected, let actual): "\(name) has \(actual) bytes instead of \(expected)"
        case .memory(let byteCount): "no memory for a secret of \(byteCount) bytes"
        case .unreadable(let reason): "secret cannot be read: \(reason)"
        case .tooLong(let limit): "secret is longer than \(limit) bytes"
        case .password(.empty): "password is empty"
        case .password(.nul): "password contains a NUL character"
        case .verifier: "text is not a SCRAM-SHA-256 verifier"
        case .notText: "secret is not text in UTF-8"
        case .scryptCost(let n, let r, let p): "scrypt cannot work at the cost n = \(n), r = \(r), p = \(p)"
        case .segment(.length(let count, false)): "segment has \(count) bytes instead of 65536"
        case .segment(.length(let count, true)): "last segment has \(count) bytes, more than 65536"
        case .segment(.emptyEnd): "last segment is empty after others"
        case .segment(.afterLast): "segment comes after the last one"
        case .segment(.tooMany): "content is longer than 2^32 segments"
        }
    }

    package var detail: String? {
        guard case .library(_, let reasons) = self, !reasons.isEmpty else { return nil }
        return reasons.joined(separator: "; ")
    }

    package var hint: String? {
        switch self {
        case .scryptCost:
            "n is a power of two, p is 1 to 16, and 128 * n * r bytes of memory are at most 1 GiB."
        case .memory:
            "Check the memory of the machine and its limit vm.max_map_count."
        default: nil
        }
    }
}
