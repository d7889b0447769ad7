package import Vocabulary

/// Why compressed data could not be read.
package enum ArchiveFailure: Failure, Equatable {
    case damagedGzip(String, reason: String)
    case truncatedGzip(String)
    case bytesBehindGzip(String)
    case damagedZip(String, reason: String)
    case tooManyEntries(String, count: UInt64, limit: Int)
    case encryptedEntry(String, entry: String)
    case unknownMethod(String, entry: String)
    case damagedEntry(String, entry: String, reason: String)
    case library(operation: String, reason: String)

    package var code: FailureCode {
        switch self {
        case .damagedGzip: "ARC101"
        case .truncatedGzip: "ARC102"
        case .bytesBehindGzip: "ARC103"
        case .damagedZip: "ARC201"
        case .tooManyEntries: "ARC202"
        case .encryptedEntry: "ARC203"
        case .unknownMethod: "ARC204"
        case .damagedEntry: "ARC205"
        case .library: "ARC301"
        }
    }

    package var kind: FailureKind {
        if case .library = self { .internal } else { .invalidData }
    }

    package var message: String {
        switch self {
        case .damagedGzip(let file, let reason): "gzip data of \(quoted(file)) is damaged: \(reason)"
        case .truncatedGzip(let file): "gzip data of \(quoted(file)) ends too early"
        case .bytesBehindGzip(let file): "\(quoted(file)) goes on behind the end of its gzip data"
        case .damagedZip(let file, let reason): "zip archive \(quoted(file)) cannot be read: \(reason)"
        case .tooManyEntries(let file, let count, let limit):
            "zip archive \(quoted(file)) has \(count) entries, and \(limit) are read"
        case .encryptedEntry(let file, let entry): "\(quoted(entry)) in \(quoted(file)) is encrypted"
        case .unknownMethod(let file, let entry):
            "\(quoted(entry)) in \(quoted(file)) is compressed in a way that cannot be read"
        case .damagedEntry(let file, let entry, let reason):
            "\(quoted(entry)) in \(quoted(file)) is damaged: \(reason)"
        case .library(let operation, let reason): "could not \(operation): \(reason)"
        }
    }

    package var hint: String? {
        switch self {
        case .damagedGzip, .truncatedGzip, .damagedZip, .damagedEntry:
            "Fetch the file again; it may not have arrived whole."
        case .bytesBehindGzip: "Unpack it by hand and look at what follows the compressed data."
        case .encryptedEntry, .unknownMethod: "Unpack it by hand and load what comes out."
        case .tooManyEntries: "Unpack it by hand and load the file that is meant."
        case .library: nil
        }
    }
}
